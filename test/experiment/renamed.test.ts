import { describe, expect, it } from 'vitest';
import { explainOptions } from '../../src/experiment/explain.js';
import { FACTOR_PATHS, OPTION_PATHS } from '../../src/experiment/options.js';
import { RENAMED_EXPECTATIONS, RENAMED_OPTIONS, renamedVariant } from '../../src/experiment/renamed.js';
import { EXPECTATIONS, hypothesisSchema } from '../../src/experiment/schema.js';
import { load, problemsOf } from './experiment-files.js';

const RENAMED = Object.entries(RENAMED_OPTIONS);
const OF_SECTIONS = RENAMED.filter(([old]) => old.includes('.') && !old.includes('*'));
const OF_HYPOTHESES = RENAMED.filter(([old]) => old.includes('*'));

/** "model.width" → "model: { width: 1 }" */
const nested = (path: string): string =>
  path
    .split('.')
    .reduceRight((inner, step) => `{ ${step}: ${inner} }`, '1')
    .slice(2, -2);
const columnOf = (text: string, path: string): number =>
  text.indexOf(` ${path.split('.').at(-1) ?? path}:`) + 2;

describe('an old name', () => {
  it('is no name of today, and its new one is', () => {
    const options = [
      ...OPTION_PATHS,
      ...Object.keys(hypothesisSchema.shape).map((key) => `hypotheses.*.${key}`),
    ];
    expect(RENAMED.filter(([old]) => options.includes(old))).toEqual([]);
    expect(RENAMED.filter(([, now]) => !options.includes(now))).toEqual([]);
    expect(Object.values(RENAMED_EXPECTATIONS).filter((now) => !EXPECTATIONS.includes(now as never))).toEqual(
      [],
    );
  });

  it.each(OF_SECTIONS)('%s in a file: its place, and that it is now called %s', async (old, now) => {
    const text = nested(old);
    const hint = 'Rename it; what it accepts has not changed.';
    expect(await problemsOf(text)).toEqual([
      `a.yaml:2:${columnOf(text, old)} ${old} is now called ${now}. ${hint}`,
    ]);
  });

  it.each(OF_SECTIONS)('%s on the command line: the same', async (old, now) => {
    expect((await problemsOf('', [`${old}=1`]))[0]).toMatch(
      new RegExp(`^command line:1:7 ${old} is now called ${now}\\. Rename it`),
    );
  });

  it.each(OF_SECTIONS.filter(([, now]) => FACTOR_PATHS.includes(now)))(
    '%s as a factor, in a variant and in a hypothesis: the same',
    async (old, now) => {
      const told = `${old} is now called ${now}. Rename it`;
      const factor = await problemsOf(`sweep: { factors: { ${old}: [1] } }`);
      expect(factor[0]).toContain(`a.yaml:2:21 ${told}`);
      const variant = await problemsOf(`sweep: { design: list, variants: { a: { ${old}: 1 } } }`);
      expect(variant[0]).toContain(`a.yaml:2:41 ${told}`);
      const hypothesis = await problemsOf(
        `sweep: { factors: { model.heads: [2] } }\nhypotheses: { a: { hypothesis: A., expect: same-parameters, factor: ${old} } }`,
      );
      expect(hypothesis[0]).toContain(`a.yaml:3:69 ${told}`);
    },
  );

  it.each(OF_SECTIONS)('%s asked for by explain: the same', async (old, now) => {
    const loaded = await load('');
    expect(() => explainOptions(loaded, old)).toThrow(`${old} is now called ${now}. Rename it`);
  });

  it.each(OF_HYPOTHESES)('%s in a hypothesis: its place, and %s', async (old, now) => {
    const key = old.split('.')[2] ?? '';
    const problems = await problemsOf(`hypotheses: { one: { expect: better, ${key}: 2 } }`);
    expect(problems).toContain(
      `a.yaml:2:38 ${old} is now called ${now}. Rename it; what it accepts has not changed.`.replaceAll(
        '*',
        'one',
      ),
    );
  });

  it.each(Object.entries(RENAMED_EXPECTATIONS))('the expectation %s is told %s', async (old, now) => {
    expect(
      await problemsOf(`hypotheses: { one: { hypothesis: A., expect: ${old}, level: a, reference: b } }`),
    ).toEqual([`a.yaml:2:46 The expectation "${old}" is now called "${now}". Write "expect: ${now}".`]);
  });

  it('the section claims, in a file and on the command line', async () => {
    expect(await problemsOf('claims: { one: { claim: A., expect: equal, of: 2, than: 4 } }')).toEqual([
      'a.yaml:2:1 claims is now called hypotheses. Rename it, and in it claim to hypothesis, of to level, than to reference, over to aggregate.',
    ]);
    const [found] = await problemsOf('', ['claims.one.of=2']);
    expect(found).toContain('claims.one.of is now called hypotheses.one.level.');
  });

  it('of a key that is missing for it is told once', async () => {
    expect(await problemsOf('hypotheses: { one: { claim: A., expect: untested, reason: B. } }')).toEqual([
      'a.yaml:2:22 hypotheses.one.claim is now called hypotheses.one.hypothesis. Rename it; what it accepts has not changed.',
    ]);
  });

  it('of a dotted key says where it goes', async () => {
    expect(await problemsOf('model.width: 64')).toEqual([
      'a.yaml:2:1 model.width is now called model.hiddenSize. Write model: { hiddenSize: … }.',
    ]);
  });

  it('without its section leads to the new one', async () => {
    expect(await problemsOf('', ['width=64'])).toEqual([
      'command line:1:7 There is no option "width". Did you mean "model.hiddenSize"?',
    ]);
    expect((await problemsOf('warmup: 3'))[0]).toContain(
      'Did you mean "pretrain.warmupSteps" or "finetune.warmupFraction"?',
    );
  });

  it('lets no problem be made up from the default of the option that was meant', async () => {
    expect(await problemsOf('model: { width: 100, heads: 5 }')).toHaveLength(1);
  });

  it('of a variant, in a hypothesis, is told the variant that it is now', async () => {
    const sweep = 'sweep: { factors: { finetune.initFrom: [scratch] } }\n';
    const problems = await problemsOf(
      `${sweep}hypotheses: { one: { hypothesis: A., expect: better, level: baseline, reference: from=scratch } }`,
    );
    expect(problems).toEqual([
      'a.yaml:3:61 The variant "baseline" is now called "reference". Write its new name.',
      'a.yaml:3:82 The variant "from=scratch" is now called "initFrom=scratch". Write its new name.',
      '2 problems.',
    ]);
  });

  it('of a variant of several factors is renamed part by part', () => {
    const known = ['hiddenSize=64 · pretrain.warmupSteps=9 · heads=2'];
    expect(renamedVariant('width=64 · pretrain.warmup=9 · heads=2', known)).toBe(known[0]);
    expect(renamedVariant('heads=2', known)).toBeNull();
  });
});
