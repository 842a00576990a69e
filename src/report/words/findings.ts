/** What an experiment found, in sentences: what was expected of it, what its factors change, what to be wary of. */
import type { Ablation, AblationLevel, Delta } from '../../results/comparisons.js';
import { MEAN } from '../../results/means.js';
import type { Results } from '../../results/results.js';
import { differenceUnit } from './columns.js';
import { countText } from './degenerate.js';
import { decisiveText, VERDICTS } from './hypotheses.js';
import type { Line } from './line.js';
import { percent } from './numbers.js';
import { TASKS } from '../../tasks/index.js';

type Found = Pick<
  Results,
  'hypotheses' | 'ablations' | 'degenerate' | 'divergences' | 'failures' | 'special' | 'table'
>;

/** Empty where nothing was expected, compared or found wanting. */
export const findingLines = (found: Found): readonly Line[] => [
  ...found.hypotheses.map((judged) => ({
    label: capital(VERDICTS[judged.verdict]),
    value: `${judged.declared.hypothesis} ${ended(decisiveText(judged))}`,
  })),
  ...found.ablations.flatMap((ablation) => factorLine(ablation, found)),
  ...waryLines(found),
];

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
const ended = (text: string): string => (/[.:]$/.test(text) ? text : `${text}.`);

/** What levels differ from the reference, after correction for all; none where there is nothing to test with. */
function factorLine(ablation: Ablation, { table }: Pick<Found, 'table'>): readonly Line[] {
  const { label, levels, reference } = ablation;
  const tested = levels.filter(({ deltas }) => deltas.some(({ adjustedP }) => adjustedP !== null));
  if (tested.length === 0 || reference === null) return [];
  const unit = differenceUnit(table.columns);
  const differing = tested.filter(({ deltas }) => deltas.some(({ differs }) => differs));
  const alike = tested.filter((one) => !differing.includes(one)).map(({ level }) => level);
  const sentences = [
    ...differing.map((one) => levelText(one, { reference, unit })),
    ...(alike.length === 0
      ? []
      : [`no difference of ${listed(alike)} from ${reference} is shown on any task or the mean`]),
  ];
  return [{ label, value: ended(sentences.join('; ')) }];
}

/** "scratch is below pretraining on all 6, by 7.0 to 90.5 percentage points". */
function levelText(
  { level, deltas }: AblationLevel,
  { reference, unit }: { readonly reference: string; readonly unit: string },
): string {
  const tasks = deltas.filter(({ column }) => column !== MEAN);
  const sides = (['below', 'above'] as const).flatMap((side) => {
    const those = tasks.filter((delta) => delta.differs && sideOf(delta) === side);
    return those.length === 0
      ? []
      : [`${side} ${reference} ${whereText(those, tasks)}, by ${rangeText(those)} ${unit}`];
  });
  const overall = deltas.find(({ column }) => column === MEAN);
  if (sides.length > 0) return `${level} is ${sides.join(', and ')}`;
  return `${level} is ${sideOf(overall!)} ${reference} on the mean over tasks, by ${rangeText([overall!])} ${unit}`;
}

const sideOf = ({ mean }: Delta): 'below' | 'above' => ((mean ?? 0) < 0 ? 'below' : 'above');

function whereText(those: readonly Delta[], all: readonly Delta[]): string {
  if (those.length === all.length && all.length > 1) return `on all ${all.length} columns`;
  return `on ${listed(those.map(({ column }) => column))}`;
}

function rangeText(deltas: readonly Delta[]): string {
  const sizes = deltas.map(({ mean }) => Math.abs(mean ?? 0));
  const [low, high] = [percent(Math.min(...sizes)), percent(Math.max(...sizes))];
  return low === high ? low : `${low} to ${high}`;
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;

const MOST_NAMED = 4;

function waryLines({ special, degenerate, divergences, failures }: Found): readonly Line[] {
  const named = degenerate
    .slice(0, MOST_NAMED)
    .map((one) => `${one.variant} on ${TASKS[one.task].title} (${countText(one)})`);
  const rest = degenerate.length - named.length;
  const many = rest > 0 ? [...named, `${rest} more`] : named;
  const unverified = special.unverified.map(({ task, corpus, weights }) =>
    task === null ? (corpus ?? weights ?? '') : TASKS[task].title,
  );
  const warnings = [
    ...(failures.length === 0 ? [] : [`Stages failed: ${failures.length}.`]),
    ...(divergences.length === 0 ? [] : [`Trainings diverged: ${divergences.length}.`]),
    ...(degenerate.length === 0 ? [] : [`Runs that seem to have learned nothing: ${listed(many)}.`]),
    ...(unverified.length === 0 ? [] : [`Data that is not the pinned set: ${listed(unverified)}.`]),
  ];
  return warnings.map((value) => ({ label: 'Warning', value }));
}
