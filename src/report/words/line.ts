/** A name and what it is, as text. */
export interface Line {
  readonly label: string;
  readonly value: string;
}
