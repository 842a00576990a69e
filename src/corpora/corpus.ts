/** A corpus: documents in order, each contiguous. */
export interface Document {
  readonly name: string;
  readonly text: string;
}

/** Documents of a folder of .txt files, or of a .tar, .tar.gz, .tar.xz archive, sorted by name. */
export type ReadCorpus = (path: string) => AsyncIterable<Document>;
