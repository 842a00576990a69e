/** TREC: what does a question ask for? Two columns with a header: train.tsv, dev.tsv. (Li & Roth 2002) */
import { glueTask } from './readers/glue-task.js';

const CLASSES = ['abbreviation', 'entity', 'description', 'person', 'place', 'number'];

export const TREC = glueTask({
  name: 'trec',
  title: 'TREC',
  output: { kind: 'classes', names: CLASSES },
  metrics: ['accuracy'],
  format: {
    fields: { question: 'question' },
    label: { column: 'class' },
    labels: Object.fromEntries(CLASSES.map((name, index) => [name, index])),
  },
  parts: ['question'],
  head: 'classify',
  published: null,
  inMiniature: false,
  prompt: null,
  zeroShot: { reason: 'it is no part of this test' },
});
