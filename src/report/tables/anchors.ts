/** Names of places that links lead to. */

/** Of a cell of the main table, by row and column from 0. */
export const cellAnchor = (row: number, column: number): string => `cell-${row}-${column}`;
export const originAnchor = (origin: number): string => `origin-${origin}`;
export const stageAnchor = (key: string): string => `stage-${key}`;
/** Of a setting, e.g. "S1". */
export const settingAnchor = (id: string): string => `setting-${id}`;
export const diffAnchor = (sha256: string): string => `diff-${sha256}`;
