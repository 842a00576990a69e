/** Tasks together with the rest of an experiment: where their data comes from, and how they are asked. */
import { MINIATURE_TASKS, TASKS, ZERO_SHOT_TASKS } from '../tasks/index.js';
import type { TaskName } from '../tasks/index.js';
import type { Check } from './check.js';
import type { EvaluateOptions } from '../stages/evaluate/options.js';

export const miniatureHasTasks: Check = ({ evaluate }) => {
  if (evaluate.source !== 'miniature') return null;
  const absent = tasksOf(evaluate, (name) => !TASKS[name].inMiniature);
  return absent.length === 0
    ? null
    : {
        paths: [...absent.map((name) => itemPath(evaluate, name)), 'evaluate.source'],
        message: `The miniature has no examples of ${absent.join(' or ')}.`,
        hint: `It has ${MINIATURE_TASKS.join(', ')}. Set evaluate.source to real, or name only these in evaluate.tasks.`,
      };
};

/** Each task says why it has none; several with one reason say it once. */
export const zeroShotFormsExist: Check = ({ evaluate }) => {
  if (evaluate.mode !== 'zero-shot') return null;
  const mute = tasksOf(evaluate, (name) => !ZERO_SHOT_TASKS.includes(name));
  const reasons = [...new Set(mute.map(reasonOf))].map((reason) => {
    const names = mute.filter((name) => reasonOf(name) === reason);
    return `${names.join(' and ')} ${names.length === 1 ? 'has' : 'have'} no zero-shot form: ${reason}`;
  });
  return mute.length === 0
    ? null
    : {
        paths: [...mute.map((name) => itemPath(evaluate, name)), 'evaluate.mode'],
        message: `evaluate.mode is zero-shot, and ${reasons.join('; ')}.`,
        hint: `${ZERO_SHOT_TASKS.join(', ')} have one: name only these in evaluate.tasks.`,
      };
};

function reasonOf(name: TaskName): string {
  const { zeroShot } = TASKS[name];
  return 'reason' in zeroShot ? zeroShot.reason : '';
}

export const promptsExist: Check = ({ evaluate, finetune }) => {
  if (finetune.inputFormat !== 'prompt' || evaluate.mode === 'zero-shot') return null;
  const mute = tasksOf(evaluate, (name) => TASKS[name].prompt === null);
  return mute.length === 0
    ? null
    : {
        paths: ['finetune.inputFormat', ...mute.map((name) => itemPath(evaluate, name))],
        message: `finetune.inputFormat is prompt, and ${mute.join(' and ')} cannot be asked as a prompt.`,
        hint: `Set finetune.inputFormat to delimiters, or remove ${mute.join(' and ')} from evaluate.tasks.`,
      };
};

const tasksOf = ({ tasks }: EvaluateOptions, wanted: (name: TaskName) => boolean) => tasks.filter(wanted);

const itemPath = ({ tasks }: EvaluateOptions, name: TaskName): string =>
  `evaluate.tasks.${tasks.indexOf(name)}`;
