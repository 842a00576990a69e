/**
 * CoLA: is a sentence acceptable English? GLUE layout: train.tsv, dev.tsv, without a header: the source, the label, the
 * author's own mark, the sentence. Judged by Matthews' correlation, for seven in ten are acceptable.
 */
import { glueTask } from './readers/glue-task.js';
import { textOf } from './task.js';

export const COLA = glueTask({
  name: 'cola',
  title: 'CoLA',
  output: { kind: 'classes', names: ['unacceptable', 'acceptable'] },
  metrics: ['matthews', 'accuracy'],
  format: {
    columns: ['source', 'label', 'mark', 'sentence'],
    fields: { sentence: 'sentence' },
    label: { column: 'label' },
    labels: { '0': 0, '1': 1 },
  },
  hub: {
    format: { fields: { sentence: 'sentence' }, label: { column: 'label' }, labels: { '0': 0, '1': 1 } },
  },
  parts: ['sentence'],
  head: 'classify',
  published: 0.454,
  inMiniature: false,
  prompt: (example) => ({ text: `${textOf(example, 'sentence')} Acceptable?`, answers: ['no', 'yes'] }),
  zeroShot: {
    ask: (example) => ({ context: '', continuations: [textOf(example, 'sentence')] }),
    score: 'mean',
    decide: 'threshold',
  },
});
