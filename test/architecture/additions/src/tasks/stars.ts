/** Stars: how many, from 1 to 5, does a review give? Each of its files holds lines of a number, a colon and the review. */
import { readText } from './readers/glue-tsv.js';
import type { Example, Task } from './task.js';

/** In `train.txt` and `dev.txt`. */
async function read(folder: string, split: string): Promise<readonly Example[] | null> {
  const text = await readText(`${folder}/${split}.txt`);
  const lines = text?.trimEnd().split('\n') ?? null;
  return (
    lines?.map((line, index) => {
      const [stars, review = ''] = line.split(': ');
      return { id: `${split}:${index + 1}`, fields: { review }, label: Number(stars) };
    }) ?? null
  );
}

export const STARS: Task = {
  name: 'stars',
  title: 'Stars',
  output: { kind: 'range', low: 1, high: 5 },
  metrics: ['spearman', 'pearson'],
  splits: [{ name: 'dev', suffix: '', published: null }],
  pooled: null,
  shared: null,
  head: 'classify',
  prompt: null,
  zeroShot: { reason: 'it is no part of this test' },
  sequencesPerExample: 1,
  sequences: ({ fields }) => [Object.values(fields)],
  read: async (folder, split) => {
    const examples = await read(folder, split);
    return examples === null ? null : { examples, rejected: [], unlabelled: 0 };
  },
  files: { pick: ({ names }) => new Map(names.map((name) => [name, name])) },
  inMiniature: false,
  wording: { fields: ['review'], parts: ['review'] },
};
