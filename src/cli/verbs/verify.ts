/**
 * `reprise verify resume FILE`: does a run that is killed again and again come to the same bytes? `reprise verify lock
 * FILE` is in lock-check.ts.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { suggestion } from '../../experiment/near-miss.js';
import { loadExperiment } from '../../experiment/load.js';
import { EXIT, UserError } from '../../failure.js';
import { formatBytes } from '../terminal/amounts.js';
import { onInterruption } from '../../run/interruption.js';
import { explained } from '../../store/failures.js';
import { verifyResume } from '../../verify/resume.js';
import type { ResumeVerdict } from '../../verify/resume.js';
import type { Verb } from './verb.js';
import { verifyLock } from '../lock-check.js';
import { fileOptions, jsonOption } from '../options.js';
import type { FileOptions, JsonOption } from '../options.js';
import { counted, dim, print, printError, printJson, red } from '../terminal/print.js';
import { experimentFile, projectAt } from '../project.js';

interface VerifyOptions extends FileOptions, JsonOption {
  readonly what: string;
  readonly kills: number;
  readonly seed: number;
}

/** What can be verified. */
const PROMISES = ['resume', 'lock'];

export const verify: Verb<VerifyOptions> = {
  usage: 'verify <what> <file>',
  describe:
    'verify resume FILE: kill a run at random moments until it is done, and compare with a whole one; ' +
    'verify lock FILE: hold what is stored to the lock file of the experiment',
  options: (yargs) =>
    jsonOption(fileOptions(yargs))
      .positional('what', { type: 'string', demandOption: true, describe: 'resume or lock' })
      .option('kills', { type: 'number', default: 25, describe: 'how often to kill it' })
      .option('seed', { type: 'number', default: 1, describe: 'of the moments' }),
  run: async (given) => {
    checkTyped(given);
    if (given.what === 'lock') return verifyLock(given);
    const { file, set, root } = given;
    const project = projectAt(root);
    const found = await experimentFile(file, project);
    const { experiment } = await loadExperiment(found, set);
    const scratch = await makeScratch(project.results);
    const remove = (): Promise<void> => rm(scratch, { recursive: true, force: true, maxRetries: 10 });
    const verdict = await verified({ ...given, file: found }, project.datasets, scratch).catch(
      async (error: unknown) => {
        await remove();
        throw error;
      },
    );
    const isSame = verdict.differences.length === 0;
    if (given.json) printJson({ experiment: experiment.name, seed: given.seed, ...verdict });
    else
      print(
        isSame
          ? sameness(experiment.name, given.seed, verdict)
          : difference(experiment.name, verdict, scratch),
      );
    if (isSame) await remove();
    return isSame ? EXIT.ok : EXIT.differs;
  },
};

function checkTyped({ what, kills, seed }: VerifyOptions): void {
  if (!PROMISES.includes(what))
    throw new UserError(
      `reprise verify knows no "${what}". ${suggestion(what, PROMISES, 'It knows')}`,
      EXIT.usage,
    );
  for (const [name, value, least] of [
    ['kills', kills, 1],
    ['seed', seed, 0],
  ] as const)
    if (!Number.isSafeInteger(value) || value < least)
      throw new UserError(
        `--${name} is ${value}; it must be a whole number of at least ${least}.`,
        EXIT.usage,
      );
}

/** Beside the results, so that it is tried on the disk that they are on. */
async function makeScratch(results: string): Promise<string> {
  try {
    await mkdir(results, { recursive: true });
    return await mkdtemp(join(results, 'verify-resume-'));
  } catch (error) {
    throw explained(error, results);
  }
}

async function verified(given: VerifyOptions, datasets: string, scratch: string): Promise<ResumeVerdict> {
  const { file, set, kills, seed } = given;
  const tell = (line: string): void => printError(dim(line));
  const interruption = onInterruption(() => printError('Stopping …'));
  const check = { file, set, kills, seed, datasets, scratch, tell, interruption: interruption.signal };
  return verifyResume(check).finally(() => interruption.release());
}

function sameness(name: string, seed: number, verdict: ResumeVerdict): string {
  const { kills, lives, halfWritten, stages, artifacts, bytes, metrics, predictions } = verdict;
  return (
    `${name} was killed ${counted(kills, 'time')} at moments drawn with seed ${seed}, ${halfWritten} of them while a ` +
    `file was half written, and brought from nothing to its end ${counted(lives, 'time')}: all ${stages} stages, ` +
    `${artifacts} artifacts (${formatBytes(bytes)}), ${metrics} metric rows and ${predictions} predictions are the ` +
    'same as those of the run that was left alone, byte for byte.'
  );
}

const difference = (name: string, { kills, differences }: ResumeVerdict, scratch: string): string =>
  [
    `${red('DIFFERENT')}  ${name}, killed ${counted(kills, 'time')}, is not what it is when left alone:`,
    ...differences.map((line) => `  ${line}`),
    `Both are kept: ${join(scratch, 'whole')} and ${join(scratch, 'killed')}.`,
  ].join('\n');
