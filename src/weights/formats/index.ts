/** The map of formats. */
import type { WeightFormat } from './format.js';
import { gpt1 } from './gpt1.js';
import { gpt2 } from './gpt2.js';
import { opt } from './opt.js';

/** A model is written in the first that can hold it. */
export const FORMATS = { gpt1, gpt2, opt } as const satisfies Readonly<Record<string, WeightFormat>>;

export type FormatName = keyof typeof FORMATS;

export const FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[];

export const formatOf = (name: FormatName): WeightFormat => FORMATS[name];
