/** TensorFlow's C library through a package that somebody may have installed. */
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { UserError } from '../../failure.js';
import type { EngineDeclaration, EngineModule, Status } from '../declaration.js';
import { PLAIN } from '../plain.js';

/** `where`: what TensorFlow runs on. */
export const tensorflow = (name: string, where: string, assumedRate: number): EngineDeclaration => ({
  ...PLAIN,
  preference: null,
  assumedRate,
  isFused: false,
  status: () => packageStatus(name, where),
  load: () => loadTensorFlow(name),
});

/** What the package's files tell, without loading it. `from`: the module that would import it. */
export function packageStatus(name: string, where: string, from = import.meta.url): Status {
  const folder = folderOf(name, from);
  if (folder !== null && isBuilt(folder))
    return { available: true, detail: `${where}; the same run may give other bits` };
  const [lack, command] =
    folder === null ? ['not installed', 'npm install'] : ['its binary is not built', 'npm rebuild'];
  const remedy = `run \`${command} ${name}\`, which downloads TensorFlow's C library`;
  return { available: false, detail: `${lack}: ${remedy}; the same run may give other bits on it` };
}

function folderOf(name: string, from: string): string | null {
  try {
    return dirname(createRequire(from).resolve(`${name}/package.json`));
  } catch {
    return null;
  }
}

/** Its binary lies in a folder that is named after the version of Node's interface, and comes after TensorFlow's library. */
function isBuilt(folder: string): boolean {
  const lib = join(folder, 'lib');
  const versions = existsSync(lib) ? readdirSync(lib) : [];
  return versions.some((version) => existsSync(join(lib, version, 'tfjs_binding.node')));
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
