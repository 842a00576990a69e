/** Colours of charts, each for light and dark paper. Series differ in dash and marker too: no one needs the colours. */

/** Chart.js draws with the light ones; the page swaps them by name. */
export const COLOURS = {
  ink: { light: '#1f2328', dark: '#e8eaed' },
  muted: { light: '#57606a', dark: '#a9b1ba' },
  grid: { light: '#dce1e6', dark: '#343b43' },
  paper: { light: '#ffffff', dark: '#15181c' },
  warning: { light: '#8a3b00', dark: '#ffb583' },
  sky: { light: '#a9d0ee', dark: '#1f5a85' },
  blue: { light: '#0069a8', dark: '#63b3ed' },
  vermilion: { light: '#c94f00', dark: '#ff9257' },
  green: { light: '#00825f', dark: '#3ecf9f' },
  purple: { light: '#9b4f8e', dark: '#e3a0d0' },
  amber: { light: '#946200', dark: '#efbf45' },
  slate: { light: '#46525e', dark: '#c3ccd5' },
} as const;

export type ColourName = keyof typeof COLOURS;

export const INK = COLOURS.ink.light;
export const MUTED = COLOURS.muted.light;
export const GRID = COLOURS.grid.light;
export const PAPER = COLOURS.paper.light;
export const WARNING = COLOURS.warning.light;
/** Of bars, on which intervals are drawn in ink. */
export const SKY = COLOURS.sky.light;
export const BLUE = COLOURS.blue.light;

export type Marker = 'circle' | 'rect' | 'triangle' | 'rectRot';

export interface SeriesStyle {
  readonly colour: string;
  readonly dash: readonly number[];
  readonly marker: Marker;
}

// Blue, vermilion, green, purple, amber: after Okabe and Ito, darkened to a contrast of 4.5 on white.
const SERIES: readonly ColourName[] = ['blue', 'vermilion', 'green', 'purple', 'amber', 'slate'];
const DASHES: readonly (readonly number[])[] = [[], [7, 3], [2, 2], [9, 3, 2, 3], [4, 4]];
const MARKERS: readonly Marker[] = ['circle', 'rect', 'triangle', 'rectRot'];

/** Of the n-th series: colour, dash and marker have different periods, so that 60 are distinct. */
export const seriesStyle = (index: number): SeriesStyle => ({
  colour: COLOURS[SERIES[index % SERIES.length]!].light,
  dash: DASHES[index % DASHES.length]!,
  marker: MARKERS[index % MARKERS.length]!,
});

/** The same colour, seen through: the more bands lie above each other, the more. */
export const faint = (colour: string, bands = 1): string => `${colour}${bands > 6 ? '14' : '2e'}`;
