/** By its name, whether a file is a Parquet table. A leaf: judging a set needs no reader of it. */
export const isParquet = (name: string): boolean => name.endsWith('.parquet');
