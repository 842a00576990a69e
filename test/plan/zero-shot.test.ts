import { describe, expect, it } from 'vitest';
import { planExperiment } from '../../src/plan/build.js';
import { identityOf } from '../../src/plan/keys.js';
import { failure, load } from '../experiment/experiment-files.js';
import { experiment, INPUTS, keysOf, stagesOf } from './examples.js';

const TASKS = ['sst-2', 'race'] as const;
const asked = (options: Parameters<typeof experiment>[0] = {}) =>
  experiment({ ...options, evaluate: { mode: 'zero-shot', tasks: [...TASKS], ...options.evaluate } });

describe('a plan of a zero-shot evaluation', () => {
  const plan = planExperiment(asked(), INPUTS);
  const finetuned = planExperiment(experiment({ evaluate: { tasks: [...TASKS] } }), INPUTS);

  it('fine-tunes nothing: each task is asked of the pre-trained model', () => {
    expect(plan.stages.map(({ label }) => label)).toEqual([
      'majority sst-2',
      'bag-of-words sst-2',
      'majority race',
      'bag-of-words race',
      'tokenize miniature · vocabulary size 1024',
      'pretrain · reference · seed 1',
      'overlap sst-2',
      'zero-shot sst-2 · reference · seed 1',
      'overlap race',
      'zero-shot race · reference · seed 1',
    ]);
    const [pretraining = ''] = keysOf(plan, 'pretrain');
    for (const { inputs } of stagesOf(plan, 'zero-shot'))
      expect(inputs).toEqual([...keysOf(plan, 'tokenize'), pretraining]);
  });

  it('shares all that is not fine-tuned with an experiment that fine-tunes', () => {
    for (const kind of ['tokenize', 'pretrain', 'overlap', 'baseline'] as const)
      expect(keysOf(plan, kind)).toEqual(keysOf(finetuned, kind));
    expect(keysOf(finetuned, 'zero-shot')).toEqual([]);
  });

  it('does not depend on how fine-tuning would be done', () => {
    const other = planExperiment(
      asked({ finetune: { epochs: 9 }, model: { dropout: { classifier: 0.5 } } }),
      INPUTS,
    );
    expect(keysOf(other, 'zero-shot')).toEqual(keysOf(plan, 'zero-shot'));
  });

  it('from imported weights is one stage a task for all seeds', () => {
    const options = asked({ pretrain: { weights: 'gpt1' }, seeds: [1, 2] });
    const imported = planExperiment(options, { ...INPUTS, weights: { sha256: 'd'.repeat(64), bytes: 1 } });
    expect(stagesOf(imported, 'zero-shot').map(({ inputs }) => inputs)).toEqual(
      TASKS.map(() => keysOf(imported, 'imported')),
    );
  });
});

describe('weights that are kept on the way', () => {
  const keeping = planExperiment(asked({ pretrain: { steps: 1000, keepEvery: 300 } }), INPUTS);

  it('are those of each such step but the last, and are evaluated', () => {
    const steps = ({ spec }: (typeof keeping.stages)[number]) => ('steps' in spec ? spec.steps : null);
    expect(stagesOf(keeping, 'zero-shot').map(steps)).toEqual([
      [300, 600, 900],
      [300, 600, 900],
    ]);
    const even = planExperiment(asked({ pretrain: { steps: 900, keepEvery: 300 } }), INPUTS);
    expect(steps(stagesOf(even, 'zero-shot')[0]!)).toEqual([300, 600]);
  });

  it('are part of a pre-training’s identity, which is as it was where none are kept', () => {
    const pretraining = (plan: typeof keeping) =>
      identityOf(stagesOf(plan, 'pretrain')[0]!.spec, INPUTS.numericsVersion);
    expect(pretraining(keeping)).toMatchObject({ pretrain: { keepEvery: 300 } });
    const plain = planExperiment(experiment(), INPUTS);
    expect(pretraining(plain)['pretrain']).not.toHaveProperty('keepEvery');
  });

  it('take their room on the disk', () => {
    const bytes = (plan: typeof keeping) => stagesOf(plan, 'pretrain')[0]!.estimate;
    const plain = bytes(planExperiment(asked(), INPUTS));
    expect(bytes(keeping).bytes - plain.bytes).toBe(3 * 4 * plain.parameters!);
  });
});

describe('an experiment that asks for what there is not', () => {
  it('is told at its place which tasks have no zero-shot form, why, and which have one', async () => {
    const text = 'evaluate: { source: real, mode: zero-shot, tasks: [cola, mnli, sts-b, rte] }\n';
    const { message, exitCode } = await failure(load(text));
    expect(exitCode).toBe(2);
    expect(message).toContain(
      'a.yaml:2:58  evaluate.mode is zero-shot, and mnli and rte have no zero-shot form: the paper describes none; ' +
        'sts-b has no zero-shot form: it asks for a number, and texts are compared.',
    );
    expect(message).toContain('sst-2, race, storycloze, cola have one: name only these in evaluate.tasks.');
    await load('evaluate: { source: real, mode: zero-shot, tasks: [cola, race, sst-2, storycloze] }\n');
  });

  it('is told at the mode where it names no tasks', async () => {
    const { message } = await failure(load('evaluate: { mode: zero-shot }\n'));
    expect(message).toContain(
      'a.yaml:2:19  evaluate.mode is zero-shot, and qqp and mnli have no zero-shot form',
    );
  });

  it('is told that the published scores are of fine-tuned models', async () => {
    const text =
      'evaluate: { source: real, mode: zero-shot, tasks: [race] }\nreport: { expected: published }\n';
    const { message } = await failure(load(text));
    expect(message).toContain('a.yaml:3:21  The published scores are of fine-tuned models');
  });

  it('is told that nothing is evaluated from scratch, and that levels of fine-tuning change nothing', async () => {
    const mode = 'evaluate: { mode: zero-shot, tasks: [race] }\n';
    const { message } = await failure(load(`${mode}finetune: { initFrom: scratch }\n`));
    expect(message).toContain('a.yaml:3:23  evaluate.mode is zero-shot, but finetune.initFrom is scratch');
    const swept = await failure(load(`${mode}sweep: { factors: { finetune.epochs: [5] } }\n`));
    expect(swept.message).toContain('would compute the same thing');
    const kept = await failure(load(`${mode}sweep: { factors: { pretrain.keepEvery: [5] } }\n`));
    expect(kept.message).toContain('it changes only which weights are kept on the way');
  });
});
