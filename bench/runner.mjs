/** A process that takes steps on request, so that programs in any language can take turns: JSON lines in and out. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * Starts a program {name, series, command, args, env, variant}, sends it `job` with its variant, and waits until it is
 * ready. `ask` sends a request and resolves to the answer; `close` ends the process. Throws where it ends by itself.
 */
export async function openRunner(program, job) {
  const { name, series, command, args, env, variant } = program;
  const stdio = ['pipe', 'pipe', 'inherit'];
  const child = spawn(command, args, { stdio, env: { ...process.env, ...env } });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (request) => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error(`${name} ended without an answer; its last words are above.`);
    return JSON.parse(value);
  };
  const close = () => {
    child.stdin.end();
    return ended;
  };
  return { name, series, ready: await ask({ ...job, variant }), ask, close };
}
