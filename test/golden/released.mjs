/** Hugging Face's Transformers, by the interpreter that PYTHON names, where it is installed; real data, where it is. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PYTHON = process.env.PYTHON ?? 'python3';
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export function absenceOfTransformers() {
  try {
    execFileSync(PYTHON, ['-I', '-c', 'import torch, transformers'], { stdio: 'ignore' });
    return null;
  } catch {
    return `Transformers is not installed for ${PYTHON}`;
  }
}

export const askTransformers = (request) => ask('released.py', request);

export const askOfExported = (requests) => ask('exported.py', requests);

function ask(program, request) {
  const options = { input: JSON.stringify(request), encoding: 'utf8', maxBuffer: 1 << 30 };
  const answer = execFileSync(PYTHON, ['-I', here(program)], {
    ...options,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return JSON.parse(answer);
}

export function sharedData() {
  const folder = process.env.SHARED_DATA ?? here('../../../shared/data');
  return existsSync(folder) ? folder : null;
}
