/** The map of engines. */
import { cpu } from './cpu/declare.js';
import type { EngineDeclaration, StartSettings } from './declaration.js';
import { native } from './native/declare.js';
import { tfjsNodeGpu } from './tfjs-node-gpu/declare.js';
import { tfjsNode } from './tfjs-node/declare.js';
import { wasm } from './wasm/declare.js';

export const ENGINES = {
  native,
  wasm,
  cpu,
  'tfjs-node': tfjsNode,
  'tfjs-node-gpu': tfjsNodeGpu,
} as const satisfies Record<string, EngineDeclaration>;

export type EngineName = keyof typeof ENGINES;

export const ENGINE_NAMES = Object.keys(ENGINES) as readonly EngineName[];

/** How an engine is opened. */
export interface EngineSettings extends StartSettings {
  readonly name: EngineName;
}
