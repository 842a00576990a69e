/** Writes pytorch.json anew: node test/golden/make-golden.mjs (needs dist/ and PyTorch). */
import { writeFileSync } from 'node:fs';
import { computeByPyTorch } from './cases.mjs';

const ELEMENTS = 24;
/** Digits kept: a million times finer than what is compared. */
const DIGITS = 12;

const rounded = (_, value) => (typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value);
const golden = { elements: ELEMENTS, results: await computeByPyTorch(ELEMENTS) };
writeFileSync(new URL('pytorch.json', import.meta.url), `${JSON.stringify(golden, rounded)}\n`);
