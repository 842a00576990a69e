/** What a trial's model begins with: tokens and a pre-training of one's own, or imported weights. */
import type { TrialPlace } from './stage.js';

/** Where a trial's tokenizer comes from: the key of the stage, and the other is null. */
export interface Beginning {
  readonly tokenize: string | null;
  readonly imported: string | null;
}

export const beginningOf = (place: TrialPlace): Beginning =>
  place.experiment.pretrain.weights === null
    ? { tokenize: place.keyOf('tokenize'), imported: null }
    : { tokenize: null, imported: place.keyOf('imported') };

/** In an identity: the one that there is. */
export const identityOfBeginning = ({ tokenize, imported }: Beginning): object =>
  imported === null ? { tokenize } : { imported };

/** The key of the stage that left the tokenizer. */
export function tokenizerKey({ tokenize, imported }: Beginning): string {
  const key = imported ?? tokenize;
  if (key === null) throw new Error('A stage reads text and was planned without a tokenizer.');
  return key;
}
