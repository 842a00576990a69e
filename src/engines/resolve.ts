/** Which engines there are here, and which one a name stands for. Loads no tensor library. */
import { createRequire } from 'node:module';
import { UserError } from '../failure.js';
import type { EngineDeclaration, Precision, Status, Wanted } from './declaration.js';
import { ENGINE_NAMES, ENGINES } from './index.js';
import type { EngineName } from './index.js';

const declarationOf = (name: EngineName): EngineDeclaration => ENGINES[name];

/** Every engine, and whether it can be opened here. */
export function listEngines(wanted: Wanted): readonly (Status & { readonly name: EngineName })[] {
  return ENGINE_NAMES.map((name) => ({ name, ...declarationOf(name).status(wanted) }));
}

export interface ResolvedEngine {
  readonly name: EngineName;
  readonly numericsVersion: string;
}

/** The engine that a name stands for. Throws UserError where the one asked for, or its precision, is not here. */
export function resolveEngine(
  name: EngineName | 'auto',
  precision: Precision,
  wanted: Wanted,
): ResolvedEngine {
  const chosen = name === 'auto' ? automatic(wanted) : name;
  requireEngine(chosen, precision, wanted);
  return { name: chosen, numericsVersion: numericsVersion(chosen, precision) };
}

/** Throws UserError where the engine, or its precision, is not here. */
export function requireEngine(name: EngineName, precision: Precision, wanted: Wanted): void {
  const { available, detail } = declarationOf(name).status(wanted);
  if (!available)
    throw new UserError(
      `The engine ${name} is not available: ${detail}. Or choose another engine; \`reprise engines\` lists them.`,
    );
  if (declarationOf(name).numerics[precision] === undefined)
    throw new UserError(
      `engine.precision: ${precision} is not available on the engine ${name}. Set it to float32, or engine.name to ` +
        `${ENGINE_NAMES.filter((other) => declarationOf(other).numerics[precision] !== undefined).join(' or ')}.`,
    );
}

/** Part of stage keys. The engine has the precision (requireEngine). */
export function numericsVersion(name: EngineName, precision: Precision): string {
  return `${name}-${declarationOf(name).numerics[precision] ?? precision}+tfjs-${tfjsVersion()}`;
}

function tfjsVersion(): string {
  const manifest = createRequire(import.meta.url)('@tensorflow/tfjs-core/package.json') as {
    version: string;
  };
  return manifest.version;
}

/** Instructions that the kernels of an engine use on this machine; null: it does not tell. */
export const instructionSetOf = (name: EngineName, wanted: Wanted): string | null =>
  declarationOf(name).instructionSet(wanted);

/** In the order in which they are tried. */
const PREFERRED = ENGINE_NAMES.filter((name) => preferenceOf(name) < Infinity).sort(
  (a, b) => preferenceOf(a) - preferenceOf(b),
);

function preferenceOf(name: EngineName): number {
  return declarationOf(name).preference ?? Infinity;
}

function automatic(wanted: Wanted): EngineName {
  const statuses = PREFERRED.map((name) => ({ name, status: declarationOf(name).status(wanted) }));
  const chosen = statuses.find(({ status }) => status.available);
  const [best] = statuses;
  if (chosen === undefined || best === undefined) throw new UserError('There is no engine on this machine.');
  if (chosen !== best) tellOnce(chosen.name, best.status.detail);
  return chosen.name;
}

let told = false;

function tellOnce(chosen: EngineName, why: string): void {
  if (told) return;
  told = true;
  process.stderr.write(`Using the slower engine ${chosen}: ${why}.\n`);
}
