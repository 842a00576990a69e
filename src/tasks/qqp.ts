/** QQP: do two questions ask the same? GLUE layout: train.tsv, dev.tsv. Judged by the F1 of "duplicate". */
import { glueTask } from './readers/glue-task.js';
import { NOT_IN_THE_PAPER, textOf } from './task.js';

export const QQP = glueTask({
  name: 'qqp',
  title: 'QQP',
  output: { kind: 'classes', names: ['different', 'duplicate'] },
  metrics: ['f1', 'accuracy'],
  format: {
    fields: { question1: 'question1', question2: 'question2' },
    label: { column: 'is_duplicate' },
    labels: { '0': 0, '1': 1 },
  },
  hub: {
    format: {
      fields: { question1: 'question1', question2: 'question2' },
      label: { column: 'label' },
      labels: { '0': 0, '1': 1 },
    },
  },
  parts: ['question', 'question'],
  head: 'symmetric',
  published: 0.703,
  inMiniature: true,
  zeroShot: NOT_IN_THE_PAPER,
  prompt: (example) => ({
    text: `${textOf(example, 'question1')} ${textOf(example, 'question2')} Are they duplicates?`,
    answers: ['no', 'yes'],
  }),
});
