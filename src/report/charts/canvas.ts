/** node-canvas, loaded where something is drawn: its binary need not be there for anything else. */
import { createRequire } from 'node:module';
import type Canvas from 'canvas';
import { unbuilt } from '../../failure.js';
import { FONT_FILES } from '../fonts.js';
import { FAMILY } from './text.js';

type Library = typeof Canvas;

let loaded: Library | null = null;

function load(): Library {
  const library = createRequire(import.meta.url)('canvas') as Library;
  library.registerFont(FONT_FILES.sans, { family: FAMILY });
  library.registerFont(FONT_FILES.sansBold, { family: FAMILY, weight: 'bold' });
  return library;
}

export const canvasLibrary = (): Library => (loaded ??= load());

/** Why no chart can be drawn on this machine, to follow “No chart: ”; null: they can. */
export function noCharts(): string | null {
  try {
    canvasLibrary();
    return null;
  } catch (error) {
    const reason = unbuilt(error, 'canvas', 'g++, make, pkg-config and the libraries of Cairo');
    if (reason === null) throw error;
    return `${reason}.`;
  }
}
