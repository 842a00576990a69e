/** The contract of a tokenizer: text alone. Special symbols belong to model families; their ids follow its own. */
export interface Tokenizer {
  /** Entries of text: ids run from 0 to below it. */
  readonly vocabularySize: number;
  encode(text: string): number[];
  decode(ids: readonly number[]): string;
  /** The text of one entry, as shown in reports ("the</w>"). */
  entry(id: number): string;
}
