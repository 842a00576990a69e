/** A table as text: what Markdown, LaTeX, HTML, PDF and the terminal all draw. Their markup is theirs. */

export interface TextTable {
  readonly title: string;
  readonly columns: readonly TextColumn[];
  /** In groups, which a rule parts. */
  readonly groups: readonly (readonly TextRow[])[];
  /** One a group, for formats that have room for them. */
  readonly groupNames?: readonly string[];
  /** Full sentences, below the table. */
  readonly notes: readonly string[];
  /** What is special about the data, to be shown with the table; null: nothing. */
  readonly mark: string | null;
}

export interface TextColumn {
  /** One or two lines. */
  readonly heading: readonly string[];
  readonly align: 'left' | 'right';
}

/** One cell a column. */
export type TextRow = readonly TextCell[];

export interface TextCell {
  readonly text: string;
  /** The best of its column, or a difference that the test confirms. */
  readonly strong: boolean;
  /** Absent: shown as "–" and said why where there is room. */
  readonly absent: string | null;
  /** Where it comes from, for formats with links. */
  readonly link?: CellLink;
}

export interface CellLink {
  /** Anchor that it leads to; null: nowhere. */
  readonly to: string | null;
  /** Footnote number, for paper; null: none. */
  readonly note: number | null;
  /** Anchor of the cell itself, to come back to; null: none. */
  readonly id: string | null;
}
