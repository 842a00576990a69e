/** What is used of fontkit, which comes without types. */
declare module 'fontkit' {
  export interface Font {
    readonly unitsPerEm: number;
    hasGlyphForCodePoint(codePoint: number): boolean;
    /** Widths in units of the font; kerned. */
    layout(text: string): { readonly advanceWidth: number };
  }
  export function openSync(path: string): Font;
}
