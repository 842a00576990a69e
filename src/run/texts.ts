/** Which evaluated examples of a task share a text. */
import type { ExampleText } from '../store/store.js';
import type { Example, Task } from '../tasks/task.js';

/** Of the examples of all splits, in their order; null: examples of the task share none. */
export function textsOf(
  { shared }: Pick<Task, 'shared'>,
  splits: readonly { readonly name: string; readonly examples: readonly Example[] }[],
): readonly ExampleText[] | null {
  if (shared === null) return null;
  const numbers = new Map<string, number>();
  return splits.flatMap(({ name: split, examples }) =>
    examples.map(({ id, fields }) => {
      const text = fields[shared] ?? '';
      const number = numbers.get(text) ?? numbers.size;
      numbers.set(text, number);
      return { split, id, text: number };
    }),
  );
}
