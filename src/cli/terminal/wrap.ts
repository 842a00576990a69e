/** Text broken into lines for a terminal. */

/** Every sign of our texts is one column wide. */
export const widthOf = (text: string): number => Array.from(text).length;

/** Lines of at most `width` signs; those after the first are indented. */
export function wrapped(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).flatMap((one) => pieces(one, width - indent.length))) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 1 + widthOf(word) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(last === undefined ? word : indent + word);
  }
  return lines;
}

/** A word, cut where it is longer than a line. */
function pieces(word: string, width: number): string[] {
  const signs = Array.from(word);
  const count = Math.max(1, Math.ceil(signs.length / width));
  return Array.from({ length: count }, (_, index) =>
    signs.slice(index * width, (index + 1) * width).join(''),
  );
}
