/** SST-2: is a phrase from a film review negative or positive? GLUE layout: train.tsv, dev.tsv. */
import { glueTask } from './readers/glue-task.js';
import { textOf } from './task.js';

export const SST_2 = glueTask({
  name: 'sst-2',
  title: 'SST-2',
  output: { kind: 'classes', names: ['negative', 'positive'] },
  metrics: ['accuracy', 'f1'],
  format: { fields: { sentence: 'sentence' }, label: { column: 'label' }, labels: { '0': 0, '1': 1 } },
  hub: {
    format: { fields: { sentence: 'sentence' }, label: { column: 'label' }, labels: { '0': 0, '1': 1 } },
  },
  parts: ['sentence'],
  head: 'classify',
  published: 0.913,
  inMiniature: true,
  prompt: (example) => ({
    text: `${textOf(example, 'sentence')} Positive or Negative?`,
    answers: ['negative', 'positive'],
  }),
  zeroShot: {
    ask: (example) => ({
      context: `${textOf(example, 'sentence')} very`,
      continuations: ['negative', 'positive'],
    }),
    score: 'total', // a distribution over the two words, however many tokens each has
    decide: 'highest',
  },
});
