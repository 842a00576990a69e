import { describe, expect, it } from 'vitest';
import { Pace } from '../../src/cli/terminal/pace.js';
import { lines } from '../../src/cli/terminal/progress.js';
import { timedStage as stage } from '../plan/examples.js';

describe('the time left', () => {
  it('is that of the work left at the pace so far', () => {
    let now = 0;
    const [short, long] = [stage('a', 10), stage('b', 30)];
    const pace = new Pace([short, long], () => now);
    expect(pace.secondsLeft()).toBeNull();
    now = 20;
    pace.ended(short, { status: 'done', kept: null });
    expect(pace.share()).toBe(0.25);
    expect(pace.secondsLeft()).toBe(60);
    pace.moved(long, 1, 2);
    expect(pace.share()).toBe(0.625);
  });

  it('counts as done what earlier runs did, but the pace of this one alone', () => {
    let now = 0;
    const [slow, other] = [stage('a', 60), stage('b', 20)];
    const pace = new Pace([slow, other], () => now);
    pace.started(slow);
    now = 5;
    pace.opened(slow, { done: 1140, total: 1200, seconds: 900 });
    expect(pace.share()).toBeCloseTo(57 / 80);
    expect([pace.secondsLeft(), pace.stepsPerSecond(slow)]).toEqual([null, null]);
    now = 30;
    pace.moved(slow, 1160, 1200);
    expect(pace.stepsPerSecond(slow)).toBeCloseTo(20 / 25);
    expect(pace.secondsLeft()).toBeCloseTo(22 / (1 / 30));
  });

  it('credits this run with nothing that failed, and takes back what a worker that hung had not kept', () => {
    let now = 0;
    const [failing, hanging] = [stage('a', 100), stage('b', 100)];
    const pace = new Pace([failing, hanging], () => now);
    now = 10;
    pace.ended(failing, { status: 'failed', kept: null });
    expect([pace.share(), pace.secondsLeft()]).toEqual([0.5, null]);
    pace.moved(hanging, 30, 100);
    pace.opened(hanging, { done: 20, total: 100, seconds: 5 });
    expect(pace.share()).toBeCloseTo(0.6);
    expect(pace.secondsLeft()).toBeCloseTo(80 / 2);
  });

  it('follows the pace of the last two minutes', () => {
    let now = 0;
    const one = stage('a', 1000);
    const pace = new Pace([one], () => now);
    pace.started(one);
    for (now = 1; now <= 300; now++) pace.moved(one, now, 1000);
    for (; now <= 500; now++) pace.moved(one, 300 + (now - 300) / 2, 1000);
    now = 500;
    expect(pace.stepsPerSecond(one)).toBeCloseTo(0.5);
    expect(pace.secondsLeft()).toBeCloseTo(1200);
  });
});

describe('plain lines', () => {
  it('come at the start and end of a stage, and between them every quarter minute', () => {
    let now = 0;
    const written: string[] = [];
    const one = stage('a', 60);
    const progress = lines(
      [one],
      (line) => written.push(line),
      () => now,
    );
    progress.started(one, 2);
    for (now = 1; now <= 40; now++) progress.moved(one, now, 60);
    progress.ended(one, { status: 'done', seconds: 40, error: null, kept: null });
    expect(written).toEqual([
      '  0 %  start  stage a (2 threads)',
      ' 25 %  …      stage a: 15/60, 1.0/s, 45 s left',
      ' 50 %  …      stage a: 30/60, 1.0/s, 30 s left',
      '100 %  done   stage a · 40 s [1/1], 0.0 s left',
    ]);
  });

  it('say after a resume how fast this run is, and when it is stopped what is waited for and what is kept', () => {
    let now = 0;
    const written: string[] = [];
    const [one, two] = [stage('a', 60), stage('b', 60)];
    const progress = lines(
      [one, two],
      (line) => written.push(line),
      () => now,
    );
    progress.started(one, 1);
    progress.opened(one, { done: 1000, total: 2000, seconds: 50 });
    now = 40;
    progress.moved(one, 1010, 2000);
    progress.started(two, 1);
    progress.stopping([{ stage: one, seconds: 38 }]);
    progress.ended(two, { status: 'stopped', seconds: 1, error: null, kept: null });
    progress.ended(one, { status: 'stopped', seconds: 44, error: null, kept: { step: 1011, steps: 2000 } });
    expect(written).toEqual([
      '  0 %  start  stage a',
      ' 25 %  …      stage a: 1010/2000, 4.0 s a step, 1 h 06 min left',
      ' 25 %  start  stage b',
      'Stopping: waiting for stage a to keep the steps done, 38 s at most (Ctrl-C now: at once)',
      ' 25 %  stopped  stage b · 1.0 s [0/2]',
      ' 25 %  stopped  stage a · 44 s: kept to step 1,011 of 2,000 [0/2]',
    ]);
  });
});
