/** TensorFlow's C library through a package that somebody may have installed. */
import { createRequire } from 'node:module';
import { UserError } from '../../failure.js';
import type { EngineDeclaration, EngineModule, Status } from '../declaration.js';
import { PLAIN } from '../plain.js';

const { resolve } = createRequire(import.meta.url);

function isInstalled(name: string): boolean {
  try {
    resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** `where`: what TensorFlow runs on. */
export const tensorflow = (name: string, where: string, assumedRate: number): EngineDeclaration => ({
  ...PLAIN,
  preference: null,
  assumedRate,
  isFused: false,
  status: () => packageStatus(name, where),
  load: () => loadTensorFlow(name),
});

function packageStatus(name: string, where: string): Status {
  if (isInstalled(name)) return { available: true, detail: `${where}; the same run may give other bits` };
  const remedy = `run \`npm install ${name}\`, which downloads TensorFlow's C library`;
  return { available: false, detail: `not installed: ${remedy}; the same run may give other bits on it` };
}

/** Imports the package, which registers the backend. Throws UserError where it does not load. */
async function loadTensorFlow(name: string): Promise<EngineModule> {
  try {
    await import(name);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new UserError(
      `${name} is installed but does not load (${reason ?? ''}). Reinstall it, or choose another engine.`,
      undefined,
      { cause },
    );
  }
  const { plainEngine } = await import('../ops/plain.js');
  return { start: () => Promise.resolve(plainEngine('tensorflow')) };
}
