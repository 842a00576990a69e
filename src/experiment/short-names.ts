/** Names of options where their whole paths would be too long: in names of variants and in headings. */

/** The shortest ends of the paths that tell them apart: "heads", but "pretrain.schedule" beside "finetune.schedule". */
export function shortNamesOf(paths: readonly string[]): ReadonlyMap<string, string> {
  return new Map(paths.map((path) => [path, shortNameOf(path, paths)]));
}

function shortNameOf(path: string, paths: readonly string[]): string {
  const end = (one: string, length: number) => one.split('.').slice(-length).join('.');
  for (let length = 1; length < path.split('.').length; length++) {
    const name = end(path, length);
    if (paths.every((other) => other === path || end(other, length) !== name)) return name;
  }
  return path;
}
