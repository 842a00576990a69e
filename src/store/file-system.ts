/** Whether a folder lies on a network file system, where SQLite's locks and shared memory do not hold. */
import { statfs } from 'node:fs/promises';
import { UserError } from '../failure.js';

/**
 * Types that Linux gives in statfs(2), from its magic.h. FUSE and 9p are not among them: both are local as often as
 * not, and nothing in statfs tells which.
 */
const NETWORK_TYPES: Readonly<Record<number, string>> = {
  0x6969: 'NFS',
  0x517b: 'SMB',
  0xff534d42: 'CIFS',
  0xfe534d42: 'SMB2',
  0x5346414f: 'AFS',
  0x73757245: 'Coda',
  0x00c36400: 'Ceph',
  0x0bd00bd0: 'Lustre',
  0x47504653: 'GPFS',
  0x19830326: 'BeeGFS',
  0x7461636f: 'OCFS2',
};

/** Throws UserError where it does. Other systems than Linux number their file systems otherwise and are not asked. */
export async function refuseNetwork(folder: string): Promise<void> {
  if (process.platform !== 'linux') return;
  const { type } = await statfs(folder);
  const name = NETWORK_TYPES[type >>> 0];
  if (name === undefined) return;
  throw new UserError(
    `${folder} lies on a network file system (${name}). SQLite cannot keep a database there: its locks and shared ` +
      'memory hold on one machine only, and results could be lost. Choose a folder on a local disk: --root PATH.',
  );
}
