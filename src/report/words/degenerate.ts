/** Degenerate runs in words: their mark, what each shows, what usually helps. */
import type { DegenerateRuns, Sign } from '../../results/degenerate.js';
import type { Results } from '../../results/results.js';
import { SIGNS } from '../../results/degenerate.js';
import { ALMOST_ALL } from '../../statistics/degenerate.js';
import { TASKS } from '../../tasks/index.js';
import { fixed, percent } from './numbers.js';

/** Follows a score that a degenerate run is part of. */
export const DEGENERATE_SIGN = '†';

export const DEGENERATE_TITLE = 'Degenerate runs';

const LEAST = `${percent(ALMOST_ALL, 0)} %`;

const SHOWN: Readonly<Record<Sign, string>> = {
  'one-prediction': `one prediction for at least ${LEAST} of the examples`,
  chance: 'score not above chance',
  'flat-loss': 'fine-tuning loss did not fall',
};

/** "one prediction for at least 99 % of the examples (seed 2); score not above chance (seeds 2, 3)". */
export const signsText = ({ runs }: DegenerateRuns): string =>
  SIGNS.flatMap((sign) => {
    const seeds = runs.filter(({ signs }) => signs.includes(sign)).map(({ seed }) => seed);
    return seeds.length === 0
      ? []
      : [`${SHOWN[sign]} (${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')})`];
  }).join('; ');

/** "2 of 3". */
export const countText = ({ runs, of }: DegenerateRuns): string =>
  `${fixed(runs.length, 0)} of ${fixed(of, 0)}`;

/** "heads=2 on QQP, 1 of 3 runs: score not above chance (seed 2)." */
export const degenerateText = (one: DegenerateRuns): string =>
  `${one.variant} on ${TASKS[one.task].title}, ${countText(one)} runs: ${signsText(one)}.`;

/** Of a table of scores. */
export const degenerateNotes = (all: readonly DegenerateRuns[]): readonly string[] =>
  all.length === 0
    ? []
    : [
        `${DEGENERATE_SIGN}: at least one of its runs is degenerate: “${DEGENERATE_TITLE}” says which and why. It counts in ` +
          'the mean, the interval and every test.',
      ];

export const howFound = (mode: Results['mode']): string =>
  `A finished run is degenerate if it gives one prediction for at least ${LEAST} of the examples; if its score is not above ` +
  'chance by the 95 % interval over its examples (accuracy: paired with the commonest class for all; F1 and correlations: ' +
  'the correlation of predictions with labels is not above 0)' +
  (mode === 'zero-shot'
    ? '. '
    : '; or if its fine-tuning loss does not fall (slope over the logarithm of the step, one-sided, 5 %). ') +
  'Few examples can make a sound run look so.';

const WHAT_HELPS: Readonly<Record<Results['mode'], string>> = {
  'fine-tuned':
    'What usually helps: a lower peak learning rate with a longer warm-up and more epochs or, where the loss falls and the ' +
    'score stays at chance, more training examples or a longer pre-training.',
  'zero-shot':
    'Nothing was fine-tuned: such a score says that the language model has not learned in pre-training what the task asks ' +
    'for. A larger model and a longer pre-training help; so does fine-tuning.',
};

export const whatHelps = (mode: Results['mode']): string => WHAT_HELPS[mode];
