/**
 * `reprise verify resume FILE`: does a run that is killed again and again come to the same bytes? `reprise verify lock
 * FILE` is in lock-check.ts.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { suggestion } from '../../experiment/near-miss.js';
import { loadExperiment } from '../../experiment/load.js';
import { EXIT, UserError } from '../../failure.js';
import { onInterruption } from '../../run/interruption.js';
import { verifyResume } from '../../verify/resume.js';
import type { ResumeVerdict } from '../../verify/resume.js';
import type { Common, Verb } from './verb.js';
import { verifyLock } from '../lock-check.js';
import { fileOptions, jsonOption } from '../options.js';
import type { FileOptions, JsonOption } from '../options.js';
import { dim, print, printError, printJson } from '../terminal/print.js';
import { resumeText } from '../terminal/resume.js';
import { experimentFile, projectAt } from '../project.js';

interface VerifyOptions extends FileOptions, JsonOption {
  readonly what: string;
  readonly kills: number;
  readonly seed: number;
}

/** What can be verified. */
const PROMISES = ['resume', 'lock'];

export const verify: Verb<VerifyOptions> = {
  options: (yargs) =>
    jsonOption(fileOptions(yargs))
      .positional('what', { type: 'string', demandOption: true, describe: 'resume or lock' })
      .option('kills', { type: 'number', default: 25, describe: 'how often to kill or stop it' })
      .option('seed', { type: 'number', default: 1, describe: 'of the moments' }),
  run: (given) => {
    checkTyped(given);
    return given.what === 'lock' ? verifyLock(given) : verifyResumed(given);
  },
};

async function verifyResumed(given: VerifyOptions & Common): Promise<number> {
  const project = projectAt(given.root);
  const file = await experimentFile(given.file, project);
  const { experiment } = await loadExperiment(file, given.set);
  const scratch = await makeScratch(project.results);
  const remove = (): Promise<void> => rm(scratch, { recursive: true, force: true, maxRetries: 10 });
  const verdict = await verified({ ...given, file }, project.datasets, scratch).catch(
    async (error: unknown) => {
      await remove();
      throw error;
    },
  );
  const isSame = verdict.differences.length === 0;
  const { seed, json } = given;
  if (json) printJson({ experiment: experiment.name, seed, ...verdict });
  else print(resumeText(verdict, { name: experiment.name, seed, scratch }));
  if (isSame) await remove();
  return isSame ? EXIT.ok : EXIT.differs;
}

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
  await mkdir(results, { recursive: true });
  return mkdtemp(join(results, 'verify-resume-'));
}

async function verified(given: VerifyOptions, datasets: string, scratch: string): Promise<ResumeVerdict> {
  const { file, set, kills, seed } = given;
  const tell = (line: string): void => printError(dim(line));
  const interruption = onInterruption();
  interruption.signal.addEventListener('abort', () => printError('Stopping …'));
  const check = { file, set, kills, seed, datasets, scratch, tell, interruption: interruption.signal };
  return verifyResume(check).finally(() => interruption.release());
}
