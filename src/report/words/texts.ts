/** What is said of examples that share texts. */
import type { SharedTexts } from '../../results/shared-texts.js';
import { grouped } from './numbers.js';

/** Notes below a table of scores. */
export function textNotes(shared: readonly SharedTexts[]): readonly string[] {
  const known = shared.flatMap(({ label, by, examples, texts }) =>
    texts === null ? [] : [`${label} by ${by}, ${grouped(examples)} examples of ${grouped(texts)} texts`],
  );
  const unknown = shared.flatMap(({ label, by, texts }) => (texts === null ? [`${label} by ${by}`] : []));
  return [
    ...(known.length === 0
      ? []
      : [
          'Examples that share a text are drawn together (cluster-robust intervals over examples and tests): ' +
            `${known.join('; ')}.`,
        ]),
    ...(unknown.length === 0
      ? []
      : [
          `Examples share texts, and which do was not recorded when this ran: ${unknown.join('; ')}. No interval over ` +
            'these examples is given, and comparisons know the noise of seeds alone. Running the experiment again ' +
            'records it, and computes nothing anew.',
        ]),
  ];
}
