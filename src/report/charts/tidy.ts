/**
 * What Cairo wrote, made small and the same each time: its ids count through the life of a process, its coordinates are
 * millionths of a pixel, and each surface defines all its glyphs again.
 */

/** Bodies of SVG surfaces that will stand in one document; ids start with `prefix`. */
export function tidied(
  bodies: readonly string[],
  prefix: string,
): { readonly glyphs: string; readonly bodies: readonly string[] } {
  const glyphs = new Map<string, string>();
  const tidy = bodies.map((body, index) => {
    const ids = new Map<string, string>();
    const rest = rounded(body).replace(SYMBOL, (_, id: string, shape: string) => {
      if (!glyphs.has(shape)) glyphs.set(shape, `${prefix}-glyph-${glyphs.size}`);
      ids.set(id, glyphs.get(shape) ?? '');
      return '';
    });
    return renamed(rest.replace(EMPTY, ''), { ids, prefix: `${prefix}-${index}` });
  });
  const symbols = [...glyphs].map(
    ([shape, id]) => `<symbol overflow="visible" id="${id}">${shape}</symbol>\n`,
  );
  return { glyphs: symbols.join(''), bodies: tidy };
}

const SYMBOL = /<symbol overflow="visible" id="([^"]+)">\s*(<path [^>]*>)\s*<\/symbol>\s*/g;

/** Groups and definitions that held glyphs only. */
const EMPTY = /<defs>\s*<g>\s*<\/g>\s*<\/defs>\n?|(?<=<defs>\s*)<g>\s*<\/g>\n?/g;

/** Ids that `ids` lacks are numbered. */
function renamed(text: string, { ids, prefix }: { ids: Map<string, string>; prefix: string }): string {
  let count = 0;
  const nameOf = (id: string): string => {
    if (!ids.has(id)) ids.set(id, `${prefix}-${count++}`);
    return ids.get(id) ?? id;
  };
  return text
    .replace(/\bid="([^"]+)"/g, (_, id: string) => `id="${nameOf(id)}"`)
    .replace(/(url\(#|href="#)([^")]+)/g, (_, start: string, id: string) => start + nameOf(id));
}

/** Hundredths of a pixel, colours in hexadecimal, and no defaults. */
const rounded = (text: string): string =>
  text
    .replace(/rgb\(([\d.]+)%,\s*([\d.]+)%,\s*([\d.]+)%\)/g, (_, ...parts: string[]) => hex(parts.slice(0, 3)))
    .replace(/(?:stroke-linecap:butt|stroke-linejoin:miter|stroke-miterlimit:10|fill-rule:nonzero);/g, '')
    .replace(/(?:fill|stroke)-opacity:1;/g, '')
    .replace(/ clip-rule="nonzero"/g, '')
    .replace(/-?\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2))));

const hex = (percents: readonly string[]): string => `#${percents.map(byte).join('')}`;

const byte = (percent: string): string =>
  Math.round(Number(percent) * 2.55)
    .toString(16)
    .padStart(2, '0');
