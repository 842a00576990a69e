/** What `reprise export MODEL` can name: stages that left a trained model, and imported weights. */
import { nearMiss } from '../experiment/near-miss.js';
import { EXIT, UserError } from '../failure.js';
import { modelOf } from '../stages/index.js';
import type { StageModel } from '../stages/stage.js';
import type { StageRecord, Store } from '../store/store.js';
import { TASKS } from '../tasks/index.js';
import { openImported, openTrained } from '../weights/export/open.js';
import type { ExportedModel } from '../weights/export/model.js';
import { listWeights } from '../weights/list.js';
import { withStore } from './project.js';
import type { Project } from './project.js';

interface Exportable {
  readonly key: string;
  readonly label: string;
  readonly model: StageModel;
  /** Folders of artifacts. */
  readonly folder: string;
  readonly tokenizerFolder: string;
}

/** Throws UserError, with what there is, where MODEL names none of them or several. */
export async function modelNamed(what: string, project: Project): Promise<ExportedModel> {
  const weights = (await listWeights(project.datasets)).filter(({ model }) => model !== null);
  if (weights.some(({ name }) => name === what)) return openImported(project.datasets, what);
  const stages = (await withStore(project, exportables)) ?? [];
  const found = called(what, stages);
  const [only] = found;
  const names = weights.map(({ name }) => name);
  if (only === undefined) throw unknown(what, stages, names);
  if (found.length > 1)
    throw new UserError(
      [`"${what}" could be ${found.length} models; give the beginning of a key:`, ...listed(found)].join(
        '\n',
      ),
      EXIT.usage,
    );
  const { key, label, folder, tokenizerFolder, model } = only;
  const task = model.task === null ? null : TASKS[model.task];
  return openTrained({ key, label, options: model.options, task, folder, tokenizerFolder });
}

async function exportables(store: Store): Promise<readonly Exportable[]> {
  const records = (await store.allStages()).filter(({ status }) => status === 'done');
  return records.flatMap((record) => exportable(record, store)).sort(byLabel);
}

const byLabel = (a: Exportable, b: Exportable): number =>
  a.label < b.label ? -1 : a.label > b.label ? 1 : 0;

function exportable({ key, label, spec }: StageRecord, store: Store): readonly Exportable[] {
  const model = modelOf(spec);
  if (model === null) return [];
  const tokenizerFolder = store.artifacts(model.tokenizer);
  return [{ key, label, model, folder: store.artifacts(key), tokenizerFolder }];
}

/** By its label, its first words or the beginning of its key; one that is wholly called so goes before others. */
function called(what: string, stages: readonly Exportable[]): readonly Exportable[] {
  const whole = stages.filter(({ label }) => plain(label) === plain(what));
  if (whole.length > 0) return whole;
  const isKey = /^[0-9a-f]{4,64}$/.test(what);
  return stages.filter(
    ({ key, label }) => plain(label).startsWith(`${plain(what)} `) || (isKey && key.startsWith(what)),
  );
}

/** Without the dots between its parts. */
const plain = (label: string): string => label.split(/[\s·]+/).join(' ');

/** Models that are listed; more are counted. */
const LISTED = 20;

const listed = (stages: readonly Exportable[]): readonly string[] => [
  ...stages.slice(0, LISTED).map(({ key, label }) => `  ${key.slice(0, 16)}  ${label}`),
  ...(stages.length > LISTED ? [`  and ${stages.length - LISTED} more`] : []),
];

function unknown(what: string, stages: readonly Exportable[], weights: readonly string[]): UserError {
  const labels = [...stages.map(({ label }) => label), ...weights];
  const near = nearMiss(what, labels);
  const advice =
    near !== null
      ? [`Did you mean "${near}"?`]
      : [
          labels.length === 0
            ? 'There are none yet: reprise run NAME trains some, reprise weights import brings some.'
            : 'There are:',
          ...listed(stages),
          ...weights.map((name) => `  weights ${name}`),
        ];
  return new UserError(
    [
      `There is no trained model "${what}": give the label of a finished training or its first words, the beginning of its ` +
        'key, or the name of imported weights.',
      ...advice,
    ].join('\n'),
    EXIT.usage,
  );
}
