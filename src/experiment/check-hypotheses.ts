/** Hypotheses: each with what its expectation reads and nothing else, about variants, levels and tasks that there are. */
import type { Combination } from './combinations.js';
import { contrastsOf, type Contrast } from './contrasts.js';
import { factorsOf, levelsOf, type Swept } from './factors.js';
import { isOfLoss, levelText } from './hypothesis-words.js';
import { nodeAt, type Mapping } from './document.js';
import { suggestion } from './near-miss.js';
import { withLevels } from './options.js';
import type { Advice, Problem } from './problem.js';
import type { Hypothesis, Expectation, Experiment, Level } from './schema.js';
import { nowCalled, renamedVariant } from './renamed.js';
import type { Place } from './source.js';
import { renamed } from './unknown.js';

type HypothesisOption = Exclude<keyof Hypothesis, 'hypothesis' | 'expect'>;

interface Reading {
  readonly needs: readonly HypothesisOption[];
  readonly may: readonly HypothesisOption[];
}

const SCORED = ['measure', 'tasks', 'aggregate'] as const;

const READS: Readonly<Record<Expectation, Reading>> = {
  better: { needs: ['level', 'reference'], may: ['factor', 'margin', ...SCORED] },
  'non-inferior': { needs: ['level', 'reference', 'margin'], may: ['factor', ...SCORED] },
  equivalent: { needs: ['level', 'reference', 'margin'], may: ['factor', ...SCORED] },
  'near-best': { needs: ['factor', 'level', 'margin'], may: SCORED },
  increasing: { needs: ['factor', 'levels'], may: ['margin', ...SCORED] },
  'same-parameters': { needs: ['factor'], may: [] },
  untested: { needs: ['reason'], may: [] },
};

/** One hypothesis where it stands. */
interface Declared {
  readonly name: string;
  readonly hypothesis: Hypothesis;
  readonly tree: Mapping;
}

/** What is wrong with the hypotheses; `variants` is empty where the sweep is itself wrong. */
export function hypothesisProblems(
  experiment: Experiment,
  variants: readonly Combination[],
  tree: Mapping,
): Problem[] {
  const swept = { experiment, variants };
  return Object.entries(experiment.hypotheses).flatMap(([name, hypothesis]) => {
    const declared = { name, hypothesis, tree };
    const ofItself = [...nameProblems(declared), ...readingProblems(declared), ...marginProblems(declared)];
    if (ofItself.length > 0 || variants.length === 0) return ofItself;
    const ofReferences = isNarrowed(tree) ? [] : referenceProblems(declared, swept);
    return ofReferences.length > 0 ? ofReferences : measureProblems(declared, swept);
  });
}

/** A command line may leave out what a hypothesis of the file is about: then the report says that it was not tested. */
function isNarrowed(tree: Mapping): boolean {
  const narrowing = ['evaluate.tasks', 'sweep.design', 'sweep.factors', 'sweep.variants'];
  return narrowing.some((path) => nodeAt(tree, path.split('.'))?.place.source.layer === 'command line');
}

function nameProblems({ name, tree }: Declared): Problem[] {
  if (/^[a-z0-9][a-z0-9-]*$/.test(name)) return [];
  const message = `A hypothesis cannot be called ${JSON.stringify(name)}.`;
  const hint = 'Expected lower-case letters, digits and hyphens, e.g. heads-are-free.';
  return [{ place: keyPlace(tree, name), message, hint }];
}

function readingProblems(declared: Declared): Problem[] {
  const { name, hypothesis, tree } = declared;
  const { needs, may } = READS[hypothesis.expect];
  const given = (Object.keys(hypothesis) as (keyof Hypothesis)[]).filter(
    (option): option is HypothesisOption => option !== 'hypothesis' && option !== 'expect',
  );
  const missing = needs.filter((option) => hypothesis[option] === undefined);
  const unread = given.filter((option) => !needs.includes(option) && !may.includes(option));
  const read = [...needs, ...may].join(', ');
  return [
    ...missing.map((option) => ({
      place: placeOf(declared, 'expect'),
      message: `The hypothesis "${name}" expects "${hypothesis.expect}" and has no "${option}".`,
      hint: `It needs ${needs.join(', ')}.`,
    })),
    ...unread.map((option) => ({
      place: nodeAt(tree, ['hypotheses', name, option])?.place ?? null,
      message: `The expectation "${hypothesis.expect}" does not use "${option}".`,
      hint: `It uses ${read}.`,
    })),
  ];
}

const WITHIN: readonly Expectation[] = ['non-inferior', 'equivalent', 'near-best'];

function marginProblems(declared: Declared): Problem[] {
  const { hypothesis } = declared;
  if (hypothesis.margin !== 0 || !WITHIN.includes(hypothesis.expect)) return [];
  const message = 'No test can show that two are exactly equal: the margin is 0.';
  const hint = 'Expected a number above 0, in percentage points (of losses: nats per token).';
  return [{ place: placeOf(declared, 'margin'), message, hint }];
}

/** Factors, levels, variants and tasks that there are not. */
function referenceProblems(declared: Declared, swept: Swept): Problem[] {
  const { hypothesis } = declared;
  const ofFactor = factorProblems(declared, swept);
  const ofTasks = taskProblems(declared, swept.experiment);
  if (ofFactor.length > 0) return [...ofFactor, ...ofTasks];
  const ofLevels = [
    ...levelProblems(declared, 'level', swept),
    ...levelProblems(declared, 'reference', swept),
    ...levelProblems(declared, 'levels', swept),
  ];
  const contrasts = ofLevels.length > 0 ? [] : contrastsOf(hypothesis, swept);
  return [...ofLevels, ...contrasts.flatMap((one) => contrastProblems(declared, one)), ...ofTasks];
}

function factorProblems(declared: Declared, swept: Swept): Problem[] {
  const { factor } = declared.hypothesis;
  const factors = factorsOf(swept);
  if (factor === undefined || factors.includes(factor)) return [];
  const message = `The sweep varies no "${factor}".`;
  const told = renamed(factor) ?? { message, hint: suggestion(factor, factors, 'Its factors are') };
  return [{ place: placeOf(declared, 'factor'), ...told }];
}

function levelProblems(
  declared: Declared,
  option: 'level' | 'reference' | 'levels',
  swept: Swept,
): Problem[] {
  const { name, tree, hypothesis } = declared;
  const given = hypothesis[option];
  if (given === undefined) return [];
  const { factor } = hypothesis;
  const known =
    factor === undefined ? swept.variants.map((variant) => variant.name) : levelsOf(factor, swept);
  return [given].flat().flatMap((level, index) => {
    if (known.includes(level)) return [];
    const at = Array.isArray(given) ? [option, index] : [option];
    const place = nodeAt(tree, ['hypotheses', name, ...at])?.place ?? null;
    return [{ place, ...unknownLevel(level, factor, known) }];
  });
}

/** What to say of a level, or, without a factor, of a variant, that there is not. */
function unknownLevel(level: Level, factor: string | undefined, known: readonly Level[]): Advice {
  const names = known.map(levelText);
  const now = factor === undefined ? renamedVariant(String(level), names) : null;
  if (now !== null)
    return { message: nowCalled(`The variant "${String(level)}"`, `"${now}"`), hint: 'Write its new name.' };
  const shown = typeof level === 'string' ? JSON.stringify(level) : String(level);
  const what = factor === undefined ? 'There is no variant' : `${factor} has no level`;
  const listed = factor === undefined ? 'The variants are' : 'Its levels here are';
  return { message: `${what} ${shown}.`, hint: suggestion(String(level), names, listed) };
}

function contrastProblems(declared: Declared, { level, reference, pairs }: Contrast): Problem[] {
  const place = placeOf(declared, 'levels') ?? placeOf(declared, 'reference') ?? placeOf(declared, 'level');
  if (level === reference)
    return [
      { place, message: `${levelText(level)} is compared with itself.`, hint: 'Name two different ones.' },
    ];
  if (pairs.length > 0) return [];
  const message = `No two variants differ in ${String(declared.hypothesis.factor)} alone, one at ${levelText(level)} and one at ${levelText(reference)}.`;
  return [{ place, message, hint: 'Compare two variants by their names, without "factor".' }];
}

function taskProblems({ name, hypothesis, tree }: Declared, { evaluate }: Experiment): Problem[] {
  return (hypothesis.tasks ?? []).flatMap((task, index) => {
    if (evaluate.tasks.includes(task)) return [];
    const place = nodeAt(tree, ['hypotheses', name, 'tasks', index])?.place ?? null;
    const hint = suggestion(task, evaluate.tasks, 'Its tasks are');
    return [{ place, message: `The experiment does not evaluate ${task}.`, hint }];
  });
}

/** The loss is of pre-training: of no task, the same whatever fine-tuning does, and absent from scratch. */
function measureProblems(declared: Declared, swept: Swept): Problem[] {
  const { hypothesis } = declared;
  const { factor, measure } = hypothesis;
  if (!isOfLoss(measure)) return [];
  const hint = 'Remove measure, or this.';
  const unread = (['tasks', 'aggregate'] as const).filter((option) => hypothesis[option] !== undefined);
  const problems = unread.map((option) => {
    const message = `The loss is of pre-training and does not use "${option}".`;
    return { place: placeOf(declared, option), message, hint };
  });
  if (factor?.startsWith('finetune.') === true) {
    const message = `${factor} does not change the loss of pre-training.`;
    problems.push({ place: placeOf(declared, 'factor'), message, hint });
  }
  if (measure === 'extrapolation' && swept.experiment.evaluate.contextFactors.length === 0) {
    const message = 'No loss is measured beyond the trained context length.';
    const missing = 'Give evaluate.contextFactors, e.g. [2, 4].';
    problems.push({ place: placeOf(declared, 'measure'), message, hint: missing });
  }
  return [...problems, ...scratchProblems(declared, swept)];
}

function scratchProblems(declared: Declared, swept: Swept): Problem[] {
  const compared = contrastsOf(declared.hypothesis, swept).flatMap(({ pairs }) =>
    pairs.flatMap(({ level, reference }) => [level, reference]),
  );
  const scratch = swept.variants.find(
    ({ name, levels }) =>
      compared.includes(name) && withLevels(swept.experiment, levels).finetune.initFrom === 'scratch',
  );
  if (scratch === undefined) return [];
  const message = `The variant "${scratch.name}" has no pre-training.`;
  return [{ place: placeOf(declared, 'measure'), message, hint: 'Judge it by its scores.' }];
}

/** Of an option of a hypothesis; null where it is not given. */
const placeOf = ({ name, tree }: Declared, option: keyof Hypothesis): Place | null =>
  nodeAt(tree, ['hypotheses', name, option])?.place ?? null;

function keyPlace(tree: Mapping, name: string): Place | null {
  const hypotheses = nodeAt(tree, ['hypotheses']);
  return hypotheses?.kind === 'mapping' ? (hypotheses.entries.get(name)?.key ?? null) : null;
}
