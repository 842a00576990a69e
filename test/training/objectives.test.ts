import { tensor2d, tidy, variable, variableGrads } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../src/engines/open.js';
import type { Output } from '../../src/tasks/task.js';
import { TASK_OBJECTIVES } from '../../src/training/objectives/index.js';

beforeAll(async () => {
  await openEngine({ name: 'cpu', precision: 'float32', threads: 1, instructionSet: null });
});

describe('classes are learned by cross-entropy', () => {
  const { loss, scores, predict } = TASK_OBJECTIVES.classes;
  const output: Output = { kind: 'classes', names: ['a', 'b', 'c'] };
  const rows = [
    [1, 2, 3],
    [0, 0, 0],
  ];

  it('in nats, the mean over the examples', () => {
    const expected = (Math.log(Math.E + Math.E ** 2 + Math.E ** 3) - 3 + Math.log(3)) / 2;
    expect(tidy(() => loss(tensor2d(rows), [2, 1], output).dataSync()[0])).toBeCloseTo(expected, 6);
  });

  it('and the most probable is predicted, the first of equals', () => {
    const found = tidy(() => scores(tensor2d(rows)).arraySync());
    expect(found.map((row) => predict(row, output).predicted)).toEqual([2, 0]);
    expect(found.map((row) => predict(row, output).scores)).toEqual(found);
  });
});

describe('a number of a range is learned by squared error', () => {
  const { loss, scores, predict } = TASK_OBJECTIVES.range;
  const output: Output = { kind: 'range', low: 1, high: 5 };

  it('of the label scaled to 0 … 1, the mean over the examples', () => {
    const outputs = tensor2d([0.5, 0.25, 1.5], [3, 1]);
    const expected = ((0.5 - 0) ** 2 + (0.25 - 1) ** 2 + (1.5 - 0.5) ** 2) / 3;
    expect(tidy(() => loss(outputs, [1, 5, 3], output).dataSync()[0])).toBeCloseTo(expected, 6);
  });

  it('whose gradient is 2 · (output − scaled label) / examples', () => {
    const outputs = variable(tensor2d([0.5, 0.25], [2, 1]));
    const { grads } = variableGrads(() => loss(outputs, [1, 5], output), [outputs]);
    const [first, second] = grads[outputs.name]!.dataSync();
    expect(first).toBeCloseTo(0.5, 6);
    expect(second).toBeCloseTo(-0.75, 6);
  });

  it('and predicted in the unit of the task, never outside of the range', () => {
    const outputs = tidy(() => scores(tensor2d([0, 0.5, 1, -3, 7], [5, 1])).arraySync());
    expect(outputs.map((row) => predict(row, output))).toEqual(
      [1, 3, 5, 1, 5].map((predicted) => ({ predicted, scores: [] })),
    );
  });
});
