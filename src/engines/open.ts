/** Which engines there are, which one `auto` is, and opening one. */
import { enableProdMode, setBackend, version_core } from '@tensorflow/tfjs-core';
import type { EngineName, Precision } from '../experiment/schema.js';
import { UserError } from '../failure.js';
import { BACKENDS } from './backends.js';
import type { Engine, EngineSettings } from './engine.js';
import { registerGradients } from './gradients.js';

/** `auto` takes the first of these that is there. */
const PREFERRED = ['native', 'wasm', 'cpu'] as const;

const NAMES = Object.keys(BACKENDS) as EngineName[];

/** Every engine, and whether it can be opened here. */
export async function listEngines(): Promise<
  readonly { name: EngineName; available: boolean; detail: string }[]
> {
  return NAMES.map((name) => ({ name, ...BACKENDS[name].status() }));
}

/** The engine that a name stands for. Throws UserError where the one asked for, or its precision, is not here. */
export async function resolveEngine(
  name: EngineName | 'auto',
  precision: Precision,
): Promise<{ name: EngineName; numericsVersion: string }> {
  const chosen = name === 'auto' ? automatic() : name;
  requireEngine(chosen, precision);
  return { name: chosen, numericsVersion: numericsVersion(chosen, precision) };
}

/** Instructions that the kernels of an engine use on this machine; null: it does not tell. */
export const instructionSetOf = (name: EngineName): string | null => BACKENDS[name].instructionSet();

function automatic(): EngineName {
  const chosen = PREFERRED.find((name) => BACKENDS[name].status().available) ?? 'cpu';
  if (chosen !== 'native') tellOnce(chosen);
  return chosen;
}

let told = false;

function tellOnce(chosen: EngineName): void {
  if (told) return;
  told = true;
  process.stderr.write(`Using the slower engine ${chosen}: ${BACKENDS.native.status().detail}.\n`);
}

function requireEngine(name: EngineName, precision: Precision): void {
  const { available, detail } = BACKENDS[name].status();
  if (!available)
    throw new UserError(
      `The engine ${name} is not available: ${detail}. Or choose another engine; \`reprise engines\` lists them.`,
    );
  const refusal = BACKENDS[name].refusal(precision);
  if (refusal !== null)
    throw new UserError(
      `engine.precision: ${precision} is not available on the engine ${name}: ${refusal}. Set it to float32.`,
    );
}

function numericsVersion(name: EngineName, precision: Precision): string {
  const rounding = precision === 'float32' ? '' : `-${precision}`;
  return `${name}-${BACKENDS[name].numerics}${rounding}+tfjs-${version_core}`;
}

const registered = new Map<EngineName, Promise<void>>();

/**
 * Makes the engine the one that tfjs runs on and returns it. Tensors of another engine opened before in this process
 * stay readable. Throws UserError where the engine, or its precision, is not here.
 */
export async function openEngine({ name, precision, threads }: EngineSettings): Promise<Engine> {
  requireEngine(name, precision);
  const backend = BACKENDS[name];
  await registerOnce(name);
  backend.threads(threads);
  if (!(await setBackend(backend.tfjsName)))
    throw new UserError(`The engine ${name} does not start. Choose another; \`reprise engines\` lists them.`);
  return { name, numericsVersion: numericsVersion(name, precision), ops: backend.ops(precision) };
}

async function registerOnce(name: EngineName): Promise<void> {
  enableProdMode(); // else tfjs recommends another package on its first tensor
  registerGradients();
  const known = registered.get(name) ?? BACKENDS[name].register();
  registered.set(name, known);
  await known;
}
