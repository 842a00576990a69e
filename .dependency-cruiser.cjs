/** The dependency rule of ARCHITECTURE.md: imports point one way, and types count like values. */

/** Leaves that any folder may import. */
const LEAVES =
  '^src/(failure\\.ts|system-failure\\.ts|printable\\.ts|amounts\\.ts|canonical-json\\.ts|random/)';

/** Pure files by which the kinds speak to those who read declarations. */
const KINDS = {
  options: '^src/(tokenizer|engines|training|baselines)/options\\.ts$',
  sections: '^src/(models|stages)/[^/]+/options\\.ts$',
  models: '^src/models/(index|family|input)\\.ts$',
  stages: '^src/stages/(index|stage|inputs|result)\\.ts$',
  engines: '^src/engines/(index|declaration|engine|resolve|limits)\\.ts$',
  events: '^src/training/events\\.ts$',
  schedules: '^src/training/schedules\\.ts$',
  overlap: '^src/stages/overlap/overlap\\.ts$',
};

/** What each folder may import beside itself and the leaves: folders whole, or files of them. */
const ARROWS = {
  random: [],
  statistics: [],
  files: [],
  corpora: ['files'],
  tokenizer: ['corpora'],
  tasks: ['statistics', 'files'],
  datasets: ['tasks', 'corpora', 'files'],
  baselines: ['tasks', 'tokenizer', 'statistics'],
  engines: [KINDS.options, KINDS.sections],
  models: ['engines', 'tokenizer', 'tasks', '^src/training/objectives/index\\.ts$'],
  training: ['models', 'engines', 'tokenizer', 'tasks', KINDS.options, KINDS.sections],
  experiment: [
    'tasks',
    'statistics',
    KINDS.options,
    KINDS.sections,
    KINDS.models,
    KINDS.engines,
    KINDS.schedules,
  ],
  weights: ['models', 'engines', 'training', 'tokenizer', 'tasks', 'datasets', 'files'],
  stages: [
    ...['experiment', 'models', 'training', 'engines', 'tasks', 'tokenizer', 'datasets', 'weights'],
    ...['corpora', 'baselines', 'statistics'],
  ],
  plan: ['experiment', KINDS.stages, KINDS.models, '^src/tasks/index\\.ts$'],
  store: ['plan', 'experiment', KINDS.stages, KINDS.overlap],
  run: [
    ...[
      'plan',
      'store',
      'experiment',
      'stages',
      'training',
      'engines',
      'datasets',
      'tasks',
      'models',
      'weights',
    ],
  ],
  results: [
    ...['store', 'plan', 'experiment', 'statistics', 'tasks'],
    ...[
      KINDS.stages,
      KINDS.options,
      KINDS.sections,
      KINDS.models,
      KINDS.engines,
      KINDS.schedules,
      KINDS.overlap,
    ],
  ],
  report: [
    ...['results', 'store', 'statistics', 'tasks', 'experiment'],
    ...[KINDS.stages, KINDS.models, KINDS.overlap],
  ],
  lockfile: ['results', 'store', 'plan', 'experiment', 'statistics', 'tasks', KINDS.stages, KINDS.engines],
  verify: ['results', 'report', 'store', 'plan', 'experiment', 'statistics', 'tasks', 'run', KINDS.stages],
  cli: [
    ...['experiment', 'plan', 'run', 'store', 'results', 'report', 'lockfile', 'verify', 'datasets', 'tasks'],
    ...['weights', '^src/tokenizer/released/index\\.ts$'],
    ...[KINDS.stages, KINDS.models, KINDS.engines, KINDS.events],
  ],
};

const folder = (...names) => `^src/(${names.join('|')})/`;
const pattern = (target) => (target.startsWith('^') ? target : folder(target));

const arrows = Object.entries(ARROWS).map(([from, to]) => ({
  name: `arrows-of-${from}`,
  severity: 'error',
  from: { path: folder(from) },
  to: { path: '^src/', pathNot: [folder(from), LEAVES, ...to.map(pattern)] },
}));

/** Outside of its folder a kind is reached through its map and its contract alone. */
const MAPS = {
  stages: { private: '^src/stages/[^/]+/run\\.ts$', open: [] },
  models: { private: '^src/models/[^/]+/', open: ['^src/models/shared/', '/options\\.ts$'] },
  tasks: { private: '^src/tasks/', open: ['^src/tasks/(index|task|benchmarks)\\.ts$'] },
  engines: { private: '^src/engines/[^/]+/', open: [] },
  'run/executors': { private: '^src/run/executors/', open: ['^src/run/executors/(index|executor)\\.ts$'] },
};

const kinds = Object.entries(MAPS).map(([owner, { private: path, open }]) => ({
  name: `${owner.replace('/', '-')}-through-their-map`,
  severity: 'error',
  from: { path: '^src/', pathNot: folder(owner) },
  to: { path, pathNot: open },
}));

module.exports = {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    ...arrows,
    {
      name: 'every-folder-has-its-arrows',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: folder(...Object.keys(ARROWS)) },
      to: {},
    },
    {
      name: 'declarations-are-pure',
      severity: 'error',
      from: { path: '^src/stages/([^/]+/declare|stage|inputs|beginning|sizes)\\.ts$' },
      to: {
        path: '^src/',
        pathNot: [
          folder('experiment', 'tasks'),
          LEAVES,
          ...Object.values(KINDS),
          '^src/models/[^/]+/size\\.ts$',
          '^src/stages/(stage|inputs|beginning|sizes|result)\\.ts$',
          // Types of the contract of a run.
          '^src/training/events\\.ts$',
          '^src/datasets/planned\\.ts$',
        ],
      },
    },
    {
      name: 'declarations-and-plans-touch-nothing',
      severity: 'error',
      from: { path: '^src/(plan/|stages/([^/]+/declare|stage|inputs|beginning|sizes|index)\\.ts$)' },
      to: { path: '^(node:)?(fs|fs/promises|os|child_process|worker_threads)$|node_modules/' },
    },
    ...kinds,
    {
      name: 'only-the-store-speaks-sql',
      severity: 'error',
      from: { pathNot: folder('store') },
      to: { path: 'node_modules/(knex|sqlite3)/' },
    },
    {
      name: 'only-what-computes-knows-tensors',
      severity: 'error',
      from: { path: '^src/', pathNot: folder('engines', 'models', 'training', 'stages') },
      to: { path: 'node_modules/@tensorflow/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
