/**
 * Fine-tuning at GPT-1's size on real tasks, beside Transformers' OpenAIGPTForSequenceClassification: weights of the
 * released shape, random, are written as a hub has them, imported, and fine-tuned on slices of SST-2 and RACE.
 *
 *   SHARED_DATA=FOLDER PYTHON=python3 node bench/finetune-gpt1.mjs [sst-2] [race]     # prints Markdown
 *
 * FOLDER holds glue/SST-2, race/RACE.tar.gz and gpt1-tokenizer, the released vocabulary and merges.
 */
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { freshWeights } from '../dist/models/shared/initialisation.js';
import { headShapes } from '../dist/models/shared/heads.js';
import { tableRows } from '../dist/models/index.js';
import { gptInput } from '../dist/models/gpt/input.js';
import { gptOptions } from '../dist/models/gpt/options.js';
import { gptWeights, weightShapes } from '../dist/models/gpt/weights.js';
import { randomStream } from '../dist/random/stream.js';
import { TASKS } from '../dist/tasks/index.js';
import { outputsOf } from '../dist/tasks/task.js';
import { openTokenizer } from '../dist/tokenizer/open.js';
import { epochSampler } from '../dist/training/batches.js';
import { readTensorFile, writeTensorFile } from '../dist/training/tensor-file.js';
import { configOf } from '../dist/weights/config.js';
import { formatOf } from '../dist/weights/formats/index.js';
import { importWeights } from '../dist/weights/import.js';
import { nameIn } from '../dist/weights/names.js';
import { writeSafetensors } from '../dist/weights/safetensors.js';
import { checkAgreement } from './agreement.mjs';
import { writeExamples } from './data.mjs';
import { KEEP_MEMORY, peersOf, reprise } from './peers.mjs';
import { median, takeTurns } from './rounds.mjs';
import { openRunner } from './runner.mjs';
import { OPTIMIZER } from './sizes.mjs';

const SEED = 1;
const VOCABULARY = 40_478;
const ARCHITECTURE = {
  ...{ layers: 12, hiddenSize: 768, heads: 12, contextLength: 512, norm: 'post' },
  ...{ positionEncoding: 'learned', activation: 'gelu-tanh', tieEmbeddings: true },
};
const MODEL = gptOptions.parse(ARCHITECTURE);
const ROWS = tableRows({ family: 'gpt' }, VOCABULARY);
/** Of the recipe of the paper; compared without it, as Transformers' class has none. */
const LM_LOSS_WEIGHT = 0.5;

/** Where a task lies, examples of the slice and of a step (RACE: questions of four sequences), steps a round, and rounds. */
const WORK = {
  'sst-2': { folder: 'glue/SST-2', count: 960, batch: 32, steps: 2, rounds: 9 },
  race: { folder: 'race', count: 64, batch: 4, steps: 1, rounds: 3 },
};

const HEADING = [
  '| task | program | examples a step | updates | s per update | tokens/s | Reprise is faster by | GB at most |',
  '| :-- | :-- | --: | --: | --: | --: | --: | --: |',
].join('\n');

const data = process.env.SHARED_DATA ?? null;
if (data === null) throw new Error('SHARED_DATA names no folder: there is no real task to fine-tune on.');
const tasks = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(WORK);
const folder = await mkdtemp(join(tmpdir(), 'reprise-bench-'));
try {
  const imported = await importRandom();
  console.log(HEADING);
  for (const task of tasks) {
    const before = loadavg()[0];
    console.log(renderRows(await rowsOf(task, imported)));
    console.error(`${task}: load ${before.toFixed(1)} to ${loadavg()[0].toFixed(1)}`);
  }
  console.log(`\n${cpus()[0].model.trim()}, ${threads()} threads.`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

function threads() {
  return availableParallelism();
}

/** The released shape, with random weights, as a hub has it; and imported as a user would. */
async function importRandom() {
  const format = formatOf('gpt1');
  const weights = freshWeights(weightShapes(MODEL, VOCABULARY), {
    std: MODEL.initialisation.std,
    stream: ['bench', 'hub'],
  });
  const hub = join(folder, 'hub');
  await mkdir(hub);
  const named = [...weights].map(([name, value]) => [`transformer.${nameIn(format, name)}`, value]);
  await writeSafetensors(join(hub, 'model.safetensors'), new Map(named));
  await writeFile(join(hub, 'config.json'), JSON.stringify(configOf(ARCHITECTURE, format, VOCABULARY)));
  await copyFile(join(data, 'gpt1-tokenizer', 'encoder_bpe_40000.json'), join(hub, 'vocab.json'));
  await copyFile(join(data, 'gpt1-tokenizer', 'vocab_40000.bpe'), join(hub, 'merges.txt'));
  return importWeights(folder, { format: 'gpt1', path: hub, name: 'random', scheme: null });
}

/** The weights to start from, imported ones with a fresh head, and a slice of the training examples. */
async function prepare(name, imported) {
  const task = TASKS[name];
  const head = headShapes(task.head, MODEL.hiddenSize, outputsOf(task.output));
  const fresh = freshWeights([...weightShapes(MODEL, ROWS), ...head], {
    std: MODEL.initialisation.std,
    stream: ['bench'],
  });
  const { values: pretrained } = await readTensorFile(join(imported.folder, 'weights.bin'));
  const values = gptWeights.transfer(pretrained, fresh, {
    options: MODEL,
    blocks: null,
    vocabularySize: VOCABULARY,
  });
  const weights = join(folder, `${name}.bin`);
  await writeTensorFile(weights, { header: {}, values });
  const examples = await slice(name, await openTokenizer(imported.folder));
  const path = join(folder, `${name}.json`);
  await writeExamples(path, examples);
  const job = {
    ...{
      kind: 'finetune',
      engine: 'native',
      threads: threads(),
      precision: 'float32',
      model: MODEL,
      entries: ROWS,
    },
    ...{ task: name, batch: WORK[name].batch, examples: path, optimizer: OPTIMIZER, seed: SEED, weights },
    lmLossWeight: 0,
  };
  return { job, examples };
}

/** Random training examples, encoded; none with an unknown word, whose entry 0 is the other program's padding. */
async function slice(name, tokenizer) {
  const { folder: place, count } = WORK[name];
  const { examples } = await TASKS[name].read(join(data, place), 'train');
  const encoding = { task: TASKS[name], tokenizer, format: 'delimiters', contextLength: MODEL.contextLength };
  const encoded = randomStream('bench', name)
    .shuffle(examples)
    .slice(0, 2 * count)
    .map((example) => gptInput.encode(example, encoding))
    .filter(({ sequences }) => !sequences.some((sequence) => sequence.includes(0)))
    .slice(0, count);
  return encoded.map(({ example, sequences }) => ({
    sequences: sequences.map((sequence) => [...sequence]),
    label: example.label,
  }));
}

/** Reprise without and with the language-model loss, and Transformers with its memory as it comes and kept. */
function programs(job) {
  const peers = peersOf('finetune.py').filter(({ variant }) => variant.attention === 'eager');
  const tuned = peers.map((peer) => ({ ...peer, name: `${peer.name}, malloc tuned`, env: KEEP_MEMORY }));
  const withLoss = { ...job, lmLossWeight: LM_LOSS_WEIGHT };
  return [
    { program: reprise(), job },
    ...[...peers, ...tuned].map((peer) => ({
      program: { ...peer, name: `Transformers, ${peer.name}` },
      job,
    })),
    { program: { ...reprise(), name: `Reprise, λ = ${LM_LOSS_WEIGHT}`, series: 'λ' }, job: withLoss },
  ];
}

async function rowsOf(name, imported) {
  const { job, examples } = await prepare(name, imported);
  const { steps, rounds, batch } = WORK[name];
  const sample = epochSampler({ examples: examples.length, batch, stream: ['finetune', name, SEED] });
  const request = (round) => ({
    batches: Array.from({ length: steps }, (_, i) => sample(round * steps + i + 1)),
  });
  const all = programs(job);
  const checked = all.slice(0, 2).map(({ program }) => program);
  await checkAgreement(checked, {
    job,
    shapes: [],
    folder,
    requests: [1, 2].map((step) => ({ batches: [sample(step)] })),
  });
  const opened = [];
  for (const { program, job: own } of all) opened.push(await openRunner(program, own));
  const turns = await takeTurns(opened, { rounds, request });
  await Promise.all(opened.map(({ close }) => close()));
  const tokensOf = ({ batches }) =>
    batches.flat().reduce((sum, index) => sum + examples[index].sequences.flat().length, 0);
  return turns.map(({ runner, answers }) => ({
    task: TASKS[name].title,
    ...{ name: runner.name, batch, rounds: answers.length, steps },
    rate: median(answers.map(({ seconds }, i) => tokensOf(request(i + 1)) / seconds)),
    seconds: median(answers.map(({ seconds }) => seconds / steps)),
    bytes: Math.max(...answers.map(({ bytes }) => bytes)),
  }));
}

function renderRows(rows) {
  const ours = rows.find(({ name }) => name === 'Reprise').rate;
  return rows
    .map(({ task, name, batch, rounds, steps, rate, seconds, bytes }) =>
      [
        ...[
          '',
          task,
          name,
          batch,
          (rounds + 1) * steps,
          seconds.toFixed(2),
          Math.round(rate).toLocaleString('en'),
        ],
        ...[`${(ours / rate).toFixed(2)}×`, (bytes / 1e9).toFixed(2), ''],
      ].join(' | '),
    )
    .map((line) => line.trim())
    .join('\n');
}
