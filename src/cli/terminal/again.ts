/** What `run --results FOLDER` says at its end: is what was computed again what the project keeps? */
import type { Again } from '../../verify/again.js';
import { counted, print, red } from './print.js';

/** Says nothing where the project keeps none of the stages. `results`: the project's. */
export function printAgain({ compared, different }: Again, results: string): void {
  if (compared === 0) return;
  print();
  if (different.length === 0) {
    print(
      `Computed again: numbers and predictions of ${counted(compared, 'stage')} are the same, bit for bit, as in ${results}.`,
    );
    return;
  }
  print(`${red('DIFFERENT')}  Computed again, these stages are not what ${results} keeps:`);
  for (const { stage, kept, now } of different)
    print(`  ${stage.label} (${stage.key.slice(0, 10)}): kept ${kept.slice(0, 16)}, now ${now.slice(0, 16)}`);
}
