/** The other end of runner.mjs: a process that answers JSON lines. Waiting, it sleeps. */
import { readSync, writeSync } from 'node:fs';

const STDIN = 0;
const STDOUT = 1;
const chunk = Buffer.alloc(1 << 16);
const nobody = new Int32Array(new SharedArrayBuffer(4));
let received = '';

/** The next request; null when the driver has closed its end. Blocks, so that a training can wait inside a step. */
export function nextRequest() {
  while (!received.includes('\n')) {
    const bytes = readWaiting();
    if (bytes === 0) return null;
    received += chunk.toString('latin1', 0, bytes); // requests are ASCII
  }
  const end = received.indexOf('\n');
  const line = received.slice(0, end);
  received = received.slice(end + 1);
  return JSON.parse(line);
}

/** Node may have set its input to not wait: then it says EAGAIN, and is asked again a millisecond later. */
function readWaiting() {
  for (;;) {
    try {
      return readSync(STDIN, chunk);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
      Atomics.wait(nobody, 0, 0, 1);
    }
  }
}

export function answer(value) {
  writeSync(STDOUT, `${JSON.stringify(value)}\n`);
}
