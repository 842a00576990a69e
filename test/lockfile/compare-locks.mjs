/**
 * Two lock files of one experiment, compared by what was computed and not by keys: every weight hash, prediction and
 * value, by variant, task and seed: what a change that renames things and invalidates keys must show.
 *
 * node test/lockfile/compare-locks.mjs OLD NEW [BEFORE=>AFTER …], with the names that changed in between; OLD may be of
 * format 1, taken from git.
 */
import { readFileSync } from 'node:fs';
import process from 'node:process';

const [oldPath, newPath, ...renamed] = process.argv.slice(2);
const words = renamed.map((pair) => pair.split('=>'));
const now = (text) => words.reduce((all, [before, after]) => all.replaceAll(before, after), text);
const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const [before, after] = [read(oldPath), read(newPath)];
const counts = {};
const faults = [];
function compare(what, place, a, b) {
  counts[what] ??= { equal: 0, of: 0 };
  counts[what].of += 1;
  if (JSON.stringify(a) === JSON.stringify(b)) counts[what].equal += 1;
  else faults.push(`${place}: ${what} ${JSON.stringify(a)} → ${JSON.stringify(b)}`);
}

const cellsOf = (lock, name = (text) => text) =>
  new Map(
    lock.rows.flatMap(({ row, cells }) =>
      cells.map((cell) => [[name(row), cell.task, cell.split, cell.metric].join(' · '), cell]),
    ),
  );
const [oldCells, newCells] = [cellsOf(before, now), cellsOf(after)];
compare('list of cells', 'whole', [...oldCells.keys()].sort(), [...newCells.keys()].sort());
for (const [place, cell] of oldCells) {
  const other = newCells.get(place);
  if (other === undefined) continue;
  for (const what of ['mean', 'interval', 'n']) compare(what, place, cell[what], other[what]);
  const runs = new Map(other.runs.map((run) => [run.seed, run]));
  for (const run of cell.runs) {
    const same = runs.get(run.seed);
    const at = `${place} · seed ${run.seed}`;
    compare('value', at, run.value, same?.value);
    compare('hash of predictions', at, run.predictions, same?.predictions);
    compare('predicted classes', at, run.classes, same?.classes ?? same?.predicted);
  }
}
compare('hashes of data', 'whole', before.data, after.data);
const weightsOf = (lock, name = (text) => text) =>
  new Map(
    lock.stages.filter(({ weights }) => weights !== null).map(({ label, weights }) => [name(label), weights]),
  );
const [oldWeights, newWeights] = [weightsOf(before, now), weightsOf(after)];
compare('list of trainings', 'whole', [...oldWeights.keys()].sort(), [...newWeights.keys()].sort());
for (const [label, weights] of oldWeights) compare('hash of weights', label, weights, newWeights.get(label));

for (const [what, { equal, of }] of Object.entries(counts)) console.log(`${what}: ${equal} of ${of} equal`);
for (const fault of faults.slice(0, 20)) console.log(`  ${fault.slice(0, 300)}`);
console.log(`${faults.length} differences`);
process.exitCode = faults.length === 0 ? 0 : 1;
