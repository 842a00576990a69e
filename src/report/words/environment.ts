/** Machine, program and packages. */
import { formatBytes } from '../../amounts.js';
import type { Recorded } from '../../results/recorded.js';
import type { StageRecord } from '../../store/store.js';
import type { Line } from './line.js';

/** Of the last run, and of the recorded stages where these come from others; empty where none was recorded. */
export const environmentLines = (recorded: Recorded): readonly Line[] => [
  ...stageLines([...recorded.records.values()]),
  ...machineLines(recorded.environment),
];

function stageLines(all: readonly StageRecord[]): readonly Line[] {
  const distinct = (of: (record: StageRecord) => string): string =>
    [...new Set(all.map(of))].sort().join(', ');
  if (all.length === 0) return [];
  return [
    { label: 'Engine', value: distinct(({ engine }) => engine) },
    { label: 'Threads per stage', value: distinct(({ threads }) => String(threads)) },
    { label: 'Machine', value: distinct(({ machine }) => machine) },
    { label: 'Commits of the stages', value: distinct(({ commit }) => commit ?? 'unknown') },
  ];
}

function machineLines(environment: Recorded['environment']): readonly Line[] {
  if (environment === null) return [];
  const { commit, dirty, node, platform, cpu, cores, memoryBytes, packages } = environment;
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  const changes = dirty ? ', with uncommitted changes' : '';
  return [
    { label: 'Commit of the last run', value: `${commit ?? 'unknown'}${changes}` },
    { label: 'Node.js', value: node },
    { label: 'Platform', value: platform },
    { label: 'Processor', value: `${cpu}, ${cores} cores` },
    { label: 'Memory', value: formatBytes(memoryBytes) },
    { label: 'Packages', value: versions.join(', ') },
  ];
}
