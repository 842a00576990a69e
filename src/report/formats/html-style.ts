/** The page's stylesheet: light and dark, screen and paper, wide and narrow. */
import { COLOURS } from '../charts/palette.js';
import type { ColourName } from '../charts/palette.js';

const names = Object.keys(COLOURS) as ColourName[];

const colours = (scheme: 'light' | 'dark'): string =>
  names.map((name) => `--${name}: ${COLOURS[name][scheme]};`).join(' ');

export const STYLE = `
:root { color-scheme: light dark; ${colours('light')} --shade: #f4f6f8; --notice: #fff4e6; --chip: #e9eef3; --special: #ffdfb8; }
@media screen and (prefers-color-scheme: dark) {
  :root { ${colours('dark')} --shade: #1e2329; --notice: #33241a; --chip: #2a313a; --special: #5a3b16; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 "DejaVu Sans", system-ui, sans-serif; overflow-wrap: break-word; }
body > * { max-width: 66rem; margin-inline: auto; padding-inline: 1rem; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 2rem 0 0.5rem; }
h2 { font-size: 1.3rem; margin: 3rem 0 0.75rem; padding-top: 0.75rem; border-top: 2px solid var(--grid); }
h3 { font-size: 1.05rem; margin: 2rem 0 0.5rem; }
p, dl, figure { margin: 0 0 1rem; }
a { color: var(--blue); }
.mark, .warning { background: var(--notice); color: var(--warning); border-left: 4px solid; padding: 0.5rem 0.75rem; font-weight: 600; }
.mark.large { font-size: 1.05rem; margin: 1rem 0; }
body > nav { background: var(--shade); padding: 0.75rem 1rem; border-radius: 6px; margin-block: 1rem; width: calc(100% - 2rem); max-width: 64rem; }
nav h2 { all: unset; font-weight: 600; }
nav ol { columns: 16rem; margin: 0.5rem 0 0; padding-left: 1.75rem; }
.scroll { overflow-x: auto; max-width: 100%; margin-bottom: 0.5rem; }
.scroll:focus-visible { outline: 2px solid var(--blue); outline-offset: 2px; }
table { border-collapse: collapse; font-size: 0.8438rem; font-variant-numeric: tabular-nums; border-block: 2px solid var(--ink); }
caption { text-align: left; font-weight: 600; padding-bottom: 0.4rem; }
th, td { padding: 0.3rem 0.45rem; vertical-align: top; text-align: left; font-weight: 400; }
thead th { vertical-align: bottom; font-weight: 600; border-bottom: 1px solid var(--ink); }
tbody + tbody { border-top: 1px solid var(--ink); }
tbody tr:nth-child(even) { background: var(--shade); }
.group th { font-size: 0.75rem; color: var(--muted); background: var(--paper); padding-top: 0.5rem; }
.right { text-align: right; white-space: nowrap; }
.short { white-space: nowrap; } .medium { min-width: 8.5rem; } .long { min-width: 14rem; max-width: 37rem; white-space: pre-line; }
td strong { font-weight: 700; }
.absent { color: var(--muted); cursor: help; }
.notes { font-size: 0.8125rem; color: var(--muted); padding-left: 1.1rem; margin: 0 0 1rem; }
.tabled { margin-bottom: 1.75rem; }
.tabled .mark { font-size: 0.8125rem; margin-bottom: 0.5rem; }
dl.lines { display: grid; grid-template-columns: minmax(9rem, max-content) 1fr; gap: 0.25rem 1.25rem; font-size: 0.9rem; }
dl.lines dt { color: var(--muted); } dl.lines dd { margin: 0; min-width: 0; white-space: pre-line; }
figure svg { display: block; width: 100%; min-width: 40rem; height: auto; }
figcaption { font-size: 0.875rem; color: var(--muted); max-width: 48rem; }
pre { background: var(--shade); padding: 0.6rem 0.8rem; border-radius: 6px; overflow-x: auto; font: 0.875rem/1.5 "DejaVu Sans Mono", ui-monospace, monospace; }
code { font-family: "DejaVu Sans Mono", ui-monospace, monospace; font-size: 0.92em; }
.tokens { list-style: none; display: flex; flex-wrap: wrap; row-gap: 0.3rem; padding: 0.5rem 0.6rem; margin: 0 0 0.75rem; border: 1px solid var(--grid); border-radius: 6px; font: 0.8125rem/1.4 "DejaVu Sans Mono", ui-monospace, monospace; }
.tokens li { background: var(--chip); padding: 0.1rem 0.25rem; border-radius: 3px; overflow-wrap: anywhere; margin-right: 1px; }
.tokens .end, .tokens .special { margin-right: 0.45rem; }
.tokens .inside { padding-right: 0; border-radius: 3px 0 0 3px; }
.tokens .inside + li { padding-left: 0; border-radius: 0 3px 3px 0; }
.tokens .inside + .inside { border-radius: 0; }
.tokens .special { background: var(--special); font-weight: 700; }
.tokens .left-out { background: none; color: var(--muted); }
details summary { cursor: pointer; font-weight: 600; margin-bottom: 0.75rem; }
a.from { color: inherit; text-decoration: underline dotted var(--muted); text-underline-offset: 0.2em; }
a.from:hover { color: var(--blue); text-decoration-style: solid; }
td:target { outline: 2px solid var(--blue); }
.panel { border-bottom: 1px solid var(--grid); }
.panel h4 { margin: 0; padding-block: 0.3rem; font-size: 0.9rem; font-weight: 400; }
.panel h4 a { color: inherit; text-decoration: none; } .panel h4 a:hover { color: var(--blue); }
.panel h4 a::before { content: "▸ "; color: var(--muted); }
.panel .body { display: none; padding: 0.25rem 0 0.75rem 1.1rem; font-size: 0.9rem; }
.panel:target { background: var(--shade); padding-inline: 0.75rem; border-left: 4px solid var(--blue); }
.panel:target h4 { font-weight: 600; } .panel:target h4 a::before { content: "▾ "; }
.panel:target .body { display: block; }
.panel dl.lines dd { overflow-wrap: anywhere; white-space: normal; } h5 { margin: 0.75rem 0 0.25rem; font-size: 0.85rem; }
.runs { margin: 0; padding-left: 1.1rem; }
h4 { margin: 1rem 0 0.4rem; font-size: 0.95rem; }
footer { margin-block: 3rem 2rem; color: var(--muted); font-size: 0.8125rem; }
@media (max-width: 40rem) {
  body { font-size: 15px; } h1 { font-size: 1.4rem; }
  dl.lines { grid-template-columns: 1fr; gap: 0; } dl.lines dd { margin-bottom: 0.6rem; }
  .short { white-space: normal; min-width: 6rem; } .long { min-width: 9rem; } th, td { padding-inline: 0.45rem; }
}
@media print {
  :root { font-size: 75%; }
  body { font-size: 10pt; } body > * { max-width: none; } nav { display: none; }
  h2, h3 { break-after: avoid; } figure, tr, .mark { break-inside: avoid; }
  .scroll { overflow: visible; } table { font-size: 7.5pt; } th, td { padding-inline: 0.3rem; } figure svg { min-width: 0; }
}
`;
