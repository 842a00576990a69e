/** `reprise gc --dry-run`: artifacts that no experiment of the project needs any more. Deletes nothing. */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EXIT, UserError } from '../failure.js';
import { formatBytes } from '../run/amounts.js';
import type { StageRecord, Store } from '../store/store.js';
import type { Command } from './command.js';
import { folderBytes } from './disk.js';
import { jsonOption } from './options.js';
import type { JsonOption } from './options.js';
import { prepareIfPossible } from './prepared.js';
import { print, printJson, renderTable } from './print.js';
import { experimentFiles, projectAt, withStore } from './project.js';
import type { Project } from './project.js';

export const gc: Command<JsonOption & { 'dry-run': boolean }> = {
  usage: 'gc',
  describe: 'list artifacts that no plan of an experiment in experiments/ needs (with --dry-run only)',
  options: (yargs) =>
    jsonOption(yargs).option('dry-run', {
      type: 'boolean',
      default: false,
      describe: 'list, delete nothing',
    }),
  run: async ({ root, json, 'dry-run': isDry }) => {
    if (!isDry)
      throw new UserError(
        'Only the dry run exists: type reprise gc --dry-run, and delete by hand.',
        EXIT.usage,
      );
    const project = projectAt(root);
    const unneeded = (await withStore(project, (store) => unneededArtifacts(project, store))) ?? [];
    const bytes = unneeded.reduce((sum, artifact) => sum + artifact.bytes, 0);
    if (json) printJson({ unneeded, bytes });
    else print(render(unneeded, bytes));
    return EXIT.ok;
  },
};

interface Unneeded {
  readonly key: string;
  /** Null: nothing is recorded of it. */
  readonly label: string | null;
  readonly folder: string;
  readonly bytes: number;
}

async function unneededArtifacts(project: Project, store: Store): Promise<readonly Unneeded[]> {
  const needed = new Set<string>();
  for (const file of await experimentFiles(project)) {
    const stored = await store.loadPlan(basename(file).replace(/\.ya?ml$/, ''));
    const now = await prepareIfPossible(file, project);
    for (const plan of [stored, now instanceof UserError ? null : now.plan])
      plan?.stages.forEach(({ key }) => needed.add(key));
  }
  const labels = new Map((await store.allStages()).map((record: StageRecord) => [record.key, record.label]));
  const unneeded: Unneeded[] = [];
  for (const key of await artifactKeys(join(project.results, 'artifacts'))) {
    if (needed.has(key)) continue;
    const folder = store.artifacts(key);
    unneeded.push({ key, label: labels.get(key) ?? null, folder, bytes: await folderBytes(folder) });
  }
  return unneeded;
}

async function artifactKeys(folder: string): Promise<readonly string[]> {
  const heads = await readdir(folder).catch(() => []);
  const lists = await Promise.all(heads.map((head) => readdir(join(folder, head)).catch(() => [])));
  return lists.flat().sort();
}

function render(unneeded: readonly Unneeded[], bytes: number): string {
  if (unneeded.length === 0) return 'Every artifact is needed by an experiment in experiments/.';
  const rows = unneeded.map((artifact) => [
    artifact.key.slice(0, 10),
    artifact.label ?? '–',
    formatBytes(artifact.bytes),
    artifact.folder,
  ]);
  const total = `${unneeded.length} artifacts, ${formatBytes(bytes)}; nothing was deleted.`;
  return `${renderTable([['key', 'stage', 'disk', 'folder'], ...rows], [2])}\n\n${total}`;
}
