import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeProject, TINY } from '../cli/program.js';
import type { TestProject } from '../cli/program.js';

const KEY = 'a'.repeat(64);
const RUN = `{ "seed": 1, "value": 0.5, "stage": "${KEY}", "predictions": "${KEY}", "predicted": "01" }`;
const LOCK = `{
  "format": 2,
  "experiment": "tiny",
  "engine": "native",
  "precision": "float32",
  "numericsVersion": "native-2",
  "data": { "sst-2": "${KEY}" },
  "rows": [
    { "row": "reference", "role": "variant", "options": {}, "cells": [
      { "column": "SST-2", "task": "sst-2", "split": "dev", "metric": "accuracy", "mean": 0.5,
        "interval": null, "n": 1, "runs": [${RUN}] }
    ] }
  ],
  "stages": []
}
`;

let project: TestProject;
beforeAll(async () => {
  project = await makeProject();
  await project.experiment('tiny', TINY);
});
afterAll(() => project.remove());

it.each([
  ['cut off', LOCK.slice(0, 60), 'tiny.lock.json:4:20', 'not JSON from here on'],
  ['with a comma too many', LOCK.replace('"native",', '"native",,'), 'tiny.lock.json:4:22', 'not JSON'],
  [
    'with the marks of a merge',
    LOCK.replace('  "data"', '<<<<<<< ours\n  "data"'),
    'tiny.lock.json:7:1',
    'not JSON',
  ],
  ['empty', '', 'tiny.lock.json:1:1', 'not JSON'],
  [
    'with a word for a number',
    LOCK.replace('"mean": 0.5', '"mean": "half"'),
    'rows[0].cells[0].mean',
    'number',
  ],
  ['with half a hash', LOCK.replace(KEY, 'abc'), 'data.sst-2', '64 hexadecimal digits'],
  [
    'with a row less',
    LOCK.replace(/"rows": \[[^]*\],\n {2}"st/, '"rows": [],\n  "st'),
    'rows is not',
    'was edited',
  ],
  ['of an older format', LOCK.replace('"format": 2', '"format": 1'), 'has format 1', 'reads format 2'],
  ['of a later format', LOCK.replace('"format": 2', '"format": 3'), 'has format 3', 'reads format 2'],
  [
    'with a word among numbers',
    LOCK.replace('"01"', '[0.5, "one"]'),
    'rows[0].cells[0].runs[0].predicted',
    'was edited',
  ],
  ['of another experiment', LOCK.replace('"tiny"', '"other"'), 'of the experiment "other"', 'not of "tiny"'],
])(
  'a lock file that is %s ends a run before it begins, with a sentence and code 2',
  async (_, text, ...parts) => {
    await writeFile(join(project.root, 'experiments', 'tiny.lock.json'), text);
    const { code, err } = await project.reprise('run', 'tiny');
    for (const part of [...parts, 'write it anew: reprise lock tiny']) expect(err).toContain(part);
    expect(err).not.toMatch(/\n\s+at /);
    expect(code).toBe(2);
    expect(await readdir(project.root)).not.toContain('results');
  },
);
