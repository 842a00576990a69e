/** The scores that are compared: runs of rows, column by column. */

/** One run of a row. */
export interface Run {
  readonly value: number;
  /**
   * What each example gives, or each text that several share, in the order that all runs of the column share (partsOf); null:
   * nobody knows.
   */
  readonly examples: readonly number[] | null;
}

/** Runs of a row by seed. */
export type Runs = ReadonlyMap<number, Run>;

/** Rows of one column, judged on the same examples. */
export type Column = readonly Runs[];

/** Columns whose weighted sum is compared; a single column is one with weight 1. */
export type Columns = readonly { readonly weight: number; readonly rows: Column }[];
