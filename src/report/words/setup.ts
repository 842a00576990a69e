/** The setup of an experiment, in lines; what a stage's options say, its declaration describes. */
import type { Experiment } from '../../experiment/schema.js';
import { describedOptions } from '../../stages/index.js';
import { TASKS } from '../../tasks/index.js';
import { factorsOf, levelsOf, referenceLevel } from '../../experiment/factors.js';
import { commandOf } from './commands.js';
import type { Line } from './line.js';
import { grouped } from './numbers.js';
import type { Recorded } from '../../results/recorded.js';

export function setupLines(recorded: Recorded): readonly Line[] {
  const { plan } = recorded;
  const { experiment, variants } = plan;
  const { evaluate, seeds, sweep } = experiment;
  const factors = factorsOf(plan).map((path) => ({
    label: `Factor ${path}`,
    value: levelsText(plan, path),
  }));
  return [
    { label: 'Variants', value: `${variants.length}, ${sweep.design} design` },
    ...factors,
    { label: 'Seeds', value: seeds.join(', ') },
    { label: 'Tasks', value: evaluate.tasks.map((task) => TASKS[task].title).join(', ') },
    { label: 'Data', value: dataText(experiment) },
    ...describedOptions(experiment, grouped),
    { label: 'Command', value: commandOf(recorded) },
  ];
}

/** The reference first, since the others are compared with it. */
function levelsText(plan: Recorded['plan'], path: string): string {
  const reference = referenceLevel(path, plan);
  const others = levelsOf(path, plan)
    .filter((level) => level !== reference)
    .map(String);
  return [`${String(reference)} (reference)`, ...others].join(', ');
}

function dataText({ evaluate, pretrain, finetune }: Experiment): string {
  const limit = (count: number | null): string => (count === null ? 'all' : `at most ${grouped(count)}`);
  const single = evaluate.tasks
    .filter((task) => finetune.taskLimits[task] !== undefined)
    .map((task) => `, of ${TASKS[task].title} at most ${grouped(finetune.taskLimits[task]!)}`);
  const start = pretrain.weights === null ? `corpus ${pretrain.corpus}` : `weights ${pretrain.weights}`;
  return (
    `${start}; ${evaluate.source} tasks, ${limit(finetune.maxTrainExamples)} training examples per task${single.join('')}, ` +
    `${limit(evaluate.maxExamples)} evaluation examples per split`
  );
}
