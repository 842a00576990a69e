import { expect, it } from 'vitest';
import type { Stage } from '../../src/stages/index.js';
import { mostUrgentFirst } from '../../src/run/urgency.js';
import { timedStage as stage } from '../plan/examples.js';

const order = (...stages: Stage[]) => mostUrgentFirst(stages).map(({ key }) => key);

it('starts what the longest chain waits for, however short it is itself', () => {
  const chain = [stage('tokenize', 1), stage('pretrain', 50, 'tokenize'), stage('finetune', 5, 'pretrain')];
  expect(order(stage('baseline', 30), ...chain)).toEqual(['tokenize', 'pretrain', 'baseline', 'finetune']);
});

it('follows the longest of several branches', () => {
  const branches = [stage('short', 2, 'root'), stage('long', 9, 'root')];
  expect(order(stage('root', 1), ...branches, stage('between', 5))).toEqual([
    ...['root', 'long', 'between', 'short'],
  ]);
});

it('keeps the order of the plan among equals', () => {
  expect(order(stage('b', 3), stage('a', 3), stage('c', 3))).toEqual(['b', 'a', 'c']);
});
