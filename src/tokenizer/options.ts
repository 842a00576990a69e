/** The section `tokenizer:` of an experiment. */
import { z } from 'zod';

export const tokenizerOptions = z.strictObject({
  vocabularySize: z
    .number()
    .int()
    .positive()
    .max(65_000)
    .default(1024)
    .describe('vocabulary size: byte-pair tokens, the special symbols not counted'),
});

export type TokenizerOptions = z.infer<typeof tokenizerOptions>;
