/** Signs that steer a terminal, through the real program, from every place where a user's text comes in. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProject } from './program.js';
import type { TestProject } from './program.js';

const ESC = '\u001b[31m';
const STEERING = /(?![\t\n])[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

let project: TestProject;
let folder: string;
beforeAll(async () => {
  project = await makeProject();
  folder = await mkdtemp(join(tmpdir(), 'reprise-hostile-'));
  await mkdir(join(project.root, 'datasets', 'steering'), { recursive: true });
  const manifest = 'name: steering\ntitle: "\\e[31mred"\nkind: tasks\nlicence: x\naccess: own\n';
  await writeFile(join(project.root, 'datasets', 'steering', 'dataset.yaml'), manifest);
});
afterAll(() => Promise.all([project.remove(), rm(folder, { recursive: true })]));

/** Files: what each says beside its name, and what is answered. */
const FILES: readonly (readonly [where: string, text: string, answer: string])[] = [
  ['title', 'report: { title: "t\\e[31m" }', 'a.yaml:2:18  This text holds the sign \\u001b.'],
  ['description', 'description: "t\\0"', 'holds the sign \\u0000.'],
  ['description', 'description: "t\\u202e"', 'holds the sign \\u202e.'],
  ['description', 'description: "t\\ud800"', 'holds the sign \\ud800.'],
  [
    'variant',
    'sweep: { design: list, variants: { "v\\e[31m": { model.layers: 2 } } }',
    'This name holds the sign \\u001b.',
  ],
  [
    'variant of two lines',
    'sweep: { design: list, variants: { "v\\nw": { model.layers: 2 } } }',
    'This name holds the sign \\u000a.',
  ],
  [
    'name of a hypothesis',
    'hypotheses: { "h\\x9b": { hypothesis: x, expect: untested, reason: y } }',
    'holds the sign \\u009b.',
  ],
  [
    'hypothesis',
    'hypotheses: { h: { hypothesis: "x\\x7f", expect: untested, reason: y } }',
    'holds the sign \\u007f.',
  ],
  ['key', '"mo\\edel": 3', 'This name holds the sign \\u001b.'],
  ['level', 'sweep: { factors: { model.norm: ["p\\eost"] } }', 'holds the sign \\u001b.'],
  ['preset', 'extends: "p\\e[31m"', 'holds the sign \\u001b.'],
  ['raw sign', '# \u202e\n', 'line 2 holds the sign \\u202e.'],
  ['raw sign', 'description: x\u007f', 'line 2 holds the sign \\u007f.'],
  [
    'long name',
    `sweep: { design: list, variants: { ${'v'.repeat(300)}: { model.layers: 2 } } }`,
    'This name has 300 letters; a name has at most 200.',
  ],
  ['long title', `report: { title: ${'t'.repeat(5000)} }`, 'Expected text of at most 200 letters or null.'],
];

const TYPED: readonly (readonly [string, readonly string[]])[] = [
  ['verb', [`pl${ESC}an`]],
  ['option', ['plan', 'a', `--o${ESC}`]],
  ['choice', ['run', 'a', '--executor', `x${ESC}`]],
  ['experiment', ['validate', `a${ESC}`]],
  ['path of an experiment', ['validate', `experiments/a${ESC}.yaml`]],
  ['experiment with results', ['report', `a${ESC}`]],
  ['option of an experiment', ['validate', 'plain', '--set', `model.${ESC}heads=2`]],
  ['value of an option', ['validate', 'plain', '--set', `description=${ESC}`]],
  ['option to explain', ['explain', 'plain', `model.${ESC}heads`]],
  ['data set', ['data', 'verify', `x${ESC}`]],
  ['data to import', ['data', 'import', 'books', `/nowhere/${ESC}`]],
  ['manifest', ['data', 'list']],
];

const silent = ({ out, err }: { out: string; err: string }): void => {
  expect(out + err).not.toMatch(STEERING);
  expect(err).not.toMatch(/\n\s+at /);
};

describe('signs that steer a terminal', () => {
  it.each(FILES)('in a file are refused with their place: %s', async (_, text, answer) => {
    const file = join(folder, 'a.yaml');
    await writeFile(file, `name: a\n${text}\n`);
    const ended = await project.reprise('validate', file);
    silent(ended);
    expect(ended.err).toContain(answer);
    expect(ended.code).toBe(2);
  });

  it.each(TYPED)('typed on the command line are answered by their code: %s', async (_, typed) => {
    await project.experiment('plain', 'description: nothing');
    const ended = await project.reprise(...typed);
    silent(ended);
    expect([1, 2]).toContain(ended.code);
  });
});
