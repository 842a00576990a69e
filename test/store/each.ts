/** A store of its own for each test of a file. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';

export interface EachStore {
  readonly folder: string;
  readonly store: Store;
  /** Closes the store and opens it again, as another command would. */
  reopen(): Promise<void>;
}

/** What it returns is of the test that runs. */
export function storeForEach(): EachStore {
  let folder = '';
  let store: Store;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reprise-store-'));
    store = await openStore(folder);
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });
  return {
    get folder() {
      return folder;
    },
    get store() {
      return store;
    },
    reopen: async () => {
      await store.close();
      store = await openStore(folder);
    },
  };
}
