/** A report with all that makes rendering hard: names that are markup, a failure, absent cells, a best, marked data. */
import type { Fixture } from './store.js';
import { fixtureStore } from './store.js';

export const TITLE = 'Heads & <i>tails</i>';
export const SCRIPT = '<script>alert(1)</script>';
export const QUOTES = '" onmouseover="alert(2)" \'x\'';
export const LONG = 'a-variant-with-a-name-that-goes-on-and-on_and_on.and.on=even/further';
export const ERROR = 'Loss is <NaN> at update 57.\nLower the learning rate.';

export function awkwardStore(name = 'awkward'): Promise<Fixture> {
  const names = [SCRIPT, QUOTES, LONG, 'good'];
  const variants = Object.fromEntries(names.map((one, index) => [one, { 'model.layers': index + 5 }]));
  return fixtureStore({
    experiment: {
      name,
      description: `Is ${SCRIPT} drawn?`,
      sweep: { design: 'list', variants },
      pretrain: { steps: 20, warmupSteps: 4, evaluateEvery: 10 },
      evaluate: { tasks: ['sst-2', 'qqp', 'race'], maxExamples: 100, contextFactors: [2] },
      report: { title: TITLE },
    },
    accuracy: ({ variant, seed }) => (variant === 'good' ? 0.9 + seed / 100 : 0.6 + (seed % 2) / 50),
    state: ({ label }) => {
      if (label.startsWith(`evaluate qqp · ${LONG}`)) return { error: ERROR };
      return label === `evaluate sst-2 · ${QUOTES} · seed 3` ? 'missing' : 'done';
    },
  });
}
