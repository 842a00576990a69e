/**
 * Preloaded into the program, whose workers then meet a fault when they are handed a stage: FAULT, in the environment,
 * is JSON of the stage's kind, what happens, a file, and whether it happens once only.
 */
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import './into-workers.mjs';

const { kind, does, path, once } = JSON.parse(process.env.FAULT);

const FAULTS = {
  hang: () => process.kill(process.pid, 'SIGSTOP'),
  die: () => process.kill(process.pid, 'SIGKILL'),
  'die at a checkpoint': (folder) => {
    setInterval(() => {
      if (existsSync(join(folder, 'checkpoint.bin'))) process.kill(process.pid, 'SIGKILL');
    }, 1);
  },
  'fill the heap': () => {
    const kept = [];
    // Bounded, lest the limit should one day do nothing.
    while (kept.length < 1000) kept.push(Array.from({ length: 100_000 }, (_, index) => index / 2));
  },
  'append to a file': () => appendFileSync(path, 'a fine film\t1\n'),
};

function meet({ stage, folders }) {
  if (stage.spec.kind !== kind) return;
  if (once && !isFirst()) return;
  FAULTS[does](folders[stage.key]);
}

function isFirst() {
  if (existsSync(path)) return false;
  writeFileSync(path, '');
  return true;
}

const isWorker = process.send !== undefined;
// Workers inherit the program's options to Node.
if (!isWorker && does === 'fill the heap') process.execArgv.push('--max-old-space-size=100');
if (isWorker) {
  const { emit } = process;
  process.emit = function (name, ...given) {
    if (name === 'message' && given[0].type === 'assigned') meet(given[0].assignment);
    return emit.call(this, name, ...given);
  };
}
