/** The dependency rule of ARCHITECTURE.md: imports point one way. */
const folder = (...names) => `^src/(${names.join('|')})/`;

/** `from` may import only the folders named (and itself, failure.ts, and packages). */
const only = (from, ...names) => ({
  name: `${from}-imports-only-${names.join('-') || 'itself'}`,
  severity: 'error',
  from: { path: folder(from) },
  to: { path: '^src/', pathNot: [folder(from, ...names), '^src/(failure|canonical-json)\\.ts$'] },
});

/** Leaves that any folder may import. */
const PURE = '^src/(failure|canonical-json|random/.*)\\.ts$';

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-circle-of-types-through-stages-or-plan',
      severity: 'error',
      from: { path: folder('stages', 'plan') },
      to: { circular: true },
    },
    only('random'),
    only('statistics', 'random'),
    only('experiment', 'random'),
    {
      name: 'plan-names-no-kind',
      severity: 'error',
      from: { path: folder('plan') },
      to: {
        path: '^src/',
        pathNot: [
          folder('plan', 'experiment'),
          PURE,
          '^src/stages/(index|stage|inputs)\\.ts$',
          '^src/tasks/index\\.ts$',
        ],
      },
    },
    {
      name: 'declarations-are-pure',
      severity: 'error',
      from: { path: '^src/stages/([^/]+/declare|stage|inputs|sizes)\\.ts$' },
      to: {
        path: '^src/',
        pathNot: [
          folder('experiment', 'tasks'),
          PURE,
          '^src/models/(index|family)\\.ts$',
          '^src/models/[^/]+/(options|size)\\.ts$',
          '^src/stages/(stage|inputs|sizes|result|[^/]+/options)\\.ts$',
          '^src/tokenizer/options\\.ts$',
          // Types of the contract of a run.
          '^src/engines/engine\\.ts$',
          '^src/training/events\\.ts$',
          '^src/datasets/planned\\.ts$',
        ],
      },
    },
    {
      name: 'declarations-touch-nothing',
      severity: 'error',
      from: { path: '^src/(plan/|stages/([^/]+/declare|stage|inputs|sizes|index)\\.ts$)' },
      to: { path: '^(node:)?(fs|fs/promises|os|child_process|worker_threads)$|node_modules/' },
    },
    {
      name: 'a-stage-is-run-through-the-map',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/stages/' },
      to: { path: '^src/stages/[^/]+/run\\.ts$' },
    },
    only('engines', 'experiment', 'random'),
    only('language-model', 'engines', 'experiment', 'random'),
    only('training', 'language-model', 'engines', 'experiment', 'random'),
    only('tokenizer', 'corpora', 'experiment'),
    only('tasks', 'experiment', 'random'),
    only('baselines', 'tasks', 'tokenizer', 'experiment', 'random'),
    only('corpora'),
    only('datasets', 'tasks', 'corpora', 'experiment', 'random'),
    only('store', 'plan', 'experiment'),
    {
      name: 'stages-know-no-database-and-no-scheduler',
      severity: 'error',
      from: { path: folder('stages') },
      to: { path: folder('plan', 'store', 'run', 'results', 'report', 'lockfile', 'verify', 'cli') },
    },
    {
      name: 'report-reads-only-the-store',
      severity: 'error',
      from: { path: folder('report') },
      to: {
        path: '^src/',
        pathNot: [
          folder('report', 'store', 'plan', 'experiment', 'statistics', 'tasks'),
          '^src/failure\\.ts$',
          '^src/models/gpt/size\\.ts$',
          '^src/training/schedules\\.ts$',
        ],
      },
    },
    only('lockfile', 'report', 'store', 'plan', 'experiment', 'statistics'),
    {
      name: 'only-the-store-speaks-sql',
      severity: 'error',
      from: { pathNot: folder('store') },
      to: { path: 'node_modules/(knex|sqlite3)/' },
    },
    {
      name: 'the-model-knows-no-particular-engine',
      severity: 'error',
      from: { path: folder('language-model', 'training') },
      to: { path: '^src/engines/', pathNot: '^src/engines/engine\\.ts$' },
    },
    {
      name: 'report-uses-no-tensor-library',
      severity: 'error',
      from: { path: folder('report', 'statistics', 'store', 'plan', 'experiment') },
      to: { path: 'node_modules/@tensorflow/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
