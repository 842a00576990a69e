/** The data sets that come with the program. */
import { existsSync, readdirSync } from 'node:fs';

const DATASETS = new URL('../../datasets/', import.meta.url);

export const manifestOf = (name: string): URL => new URL(`${name}/dataset.yaml`, DATASETS);

/** Their names, in order; weights have a folder beside them. */
export const SHIPPED_SETS: readonly string[] = readdirSync(DATASETS)
  .sort()
  .filter((name) => existsSync(manifestOf(name)));
