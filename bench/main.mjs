/**
 * Measures Reprise vs. PyTorch and Transformers on this machine: node bench/main.mjs [quick]. Prints the tables; a
 * whole run also writes them to docs/performance.md. Needs dist/ (`make bench`). A quick run has fewer rounds, leaves out the
 * largest size, AVX2 and Transformers, and writes nothing.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { LENGTHS } from './data.mjs';
import { writeMeasured } from './document.mjs';
import { compareFinetuning, timeTask } from './finetuning.mjs';
import { hasBf16, instructionSet, loadWarning, machineLines, machineName } from './machine.mjs';
import { buildPeak, measurePeak } from './peak.mjs';
import { aboutTorch, versionOf } from './peers.mjs';
import { SIZES } from './sizes.mjs';
import { timeSteps } from './steps.mjs';
import * as tables from './tables.mjs';

const quick = process.argv.includes('quick');
const threads = availableParallelism();
const rounds = ([whole, few]) => (quick ? few : whole);
const sizes = SIZES.filter((size) => rounds(size.rounds) > 0);
const FINETUNING_ROUNDS = 3;
const HAVE_AVX512 = ['amx', 'avx512-bf16', 'avx512'];
const TASK_ROUNDS = rounds([5, 1]);

/** Prints and keeps what the document will hold. */
function reporter() {
  const parts = [];
  return {
    add: (...texts) => {
      for (const text of texts.filter((each) => each !== '')) {
        console.log(`\n${text}`);
        parts.push(text);
      }
    },
    text: () => parts.join('\n\n'),
  };
}

async function timeSizes(options) {
  const measured = [];
  for (const size of sizes) {
    console.error(`${size.title}, ${options.precision}${options.avx2 ? ', AVX2' : ''} …`);
    measured.push(await timeSteps(size, { ...options, rounds: rounds(size.rounds) }));
  }
  return measured;
}

function addSteps(report, title, measured) {
  report.add(`### ${title}`, tables.stepTable(measured), tables.programTable(measured));
}

/** Every size in float32, in bfloat16 where there is such, and in AVX2 alone. */
async function measureSteps(report, shared) {
  const float32 = await timeSizes({ ...shared, precision: 'float32', wasm: true });
  addSteps(report, 'Training steps in float32', float32);
  const bf16 = hasBf16() ? await timeSizes({ ...shared, precision: 'bf16' }) : [];
  if (bf16.length > 0) addSteps(report, 'Training steps in bfloat16', bf16);
  else
    report.add(
      'Training steps in bfloat16 are not timed here: without AVX512-BF16 or AMX they are computed by float32 operations.',
    );
  const largest = [float32, bf16].flatMap((measured) => measured.slice(-1));
  report.add('### Memory', ...largest.map(tables.memoryTable));
  report.add('### Where the time of a step goes', tables.kernelTable([...float32, ...bf16]));
  if (quick || !HAVE_AVX512.includes(shared.instructionSet)) return;
  const avx2 = { ...shared, precision: 'float32', instructionSet: 'avx2', avx2: true };
  addSteps(report, 'Without AVX-512', await timeSizes(avx2));
}

async function measureFinetuning(report, shared) {
  const compared = [];
  for (const task of shared.peers && !quick ? ['sst-2', 'race'] : [])
    compared.push(await compareFinetuning(task, { ...shared, rounds: FINETUNING_ROUNDS }));
  if (compared.length > 0) report.add('### Fine-tuning vs. Transformers', tables.finetuningTable(compared));
  const timed = [];
  for (const task of Object.keys(LENGTHS))
    timed.push(await timeTask(task, { ...shared, rounds: TASK_ROUNDS }));
  report.add('### Every task', tables.taskTable(timed));
}

async function measure(folder) {
  const report = reporter();
  const shared = { folder, threads, instructionSet: instructionSet() };
  const compiler = buildPeak(folder);
  const [torch, transformers] = [aboutTorch(), versionOf('transformers')];
  const machine = { threads, compiler, torch, transformers, peak: measurePeak(shared) };
  report.add('### The machine', machineLines(machine), loadWarning());
  report.add('### The sizes', tables.sizeLines(sizes));
  await measureSteps(report, { ...shared, peers: torch !== null });
  await measureFinetuning(report, { ...shared, peers: torch !== null && transformers !== null });
  return report.text();
}

const folder = await mkdtemp(join(tmpdir(), 'reprise-bench-'));
try {
  const text = await measure(folder);
  if (!quick) await writeMeasured(machineName(), `## Measured on ${machineName()}\n\n${text}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
