/** The contract of a tokenizer. Ids: 0..vocabulary-1 are BPE entries; then start, delimiter, extract. */
export interface Tokenizer {
  /** BPE entries plus the three special symbols. */
  readonly size: number;
  readonly special: { readonly start: number; readonly delimiter: number; readonly extract: number };
  encode(text: string): number[];
  decode(ids: readonly number[]): string;
  /** The text of one entry, as shown in reports ("the</w>", "<start>"). */
  entry(id: number): string;
}
