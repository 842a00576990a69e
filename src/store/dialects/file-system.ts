/** Whether a folder lies on a network file system, where SQLite's locks and shared memory do not hold. */
import { readFile, realpath } from 'node:fs/promises';
import { UserError } from '../../failure.js';

/**
 * Types that Linux writes in mountinfo. 9p and FUSE as such are not among them: what containers and virtual machines
 * mount so is as often a local disk.
 */
const NETWORK_TYPES: Readonly<Record<string, string>> = {
  nfs: 'NFS',
  nfs4: 'NFS',
  cifs: 'SMB',
  smb3: 'SMB',
  smbfs: 'SMB',
  afs: 'AFS',
  ceph: 'Ceph',
  coda: 'Coda',
  lustre: 'Lustre',
  gpfs: 'GPFS',
  beegfs: 'BeeGFS',
  glusterfs: 'GlusterFS',
  pvfs2: 'OrangeFS',
  'fuse.sshfs': 'sshfs',
  'fuse.ceph': 'Ceph',
  'fuse.glusterfs': 'GlusterFS',
  'fuse.rclone': 'rclone',
  'fuse.s3fs': 's3fs',
};

/** Throws UserError where it does. Systems without /proc/self/mountinfo are not asked. */
export async function refuseNetwork(folder: string): Promise<void> {
  const mounts = await readFile('/proc/self/mountinfo', 'utf8').catch(() => null);
  const mount = mounts === null ? null : networkMountOf(await realpath(folder), mounts);
  if (mount === null) return;
  throw new UserError(
    `${folder} lies on a network file system (${mount.name}, mounted at ${mount.point}). SQLite cannot keep a database ` +
      'there: its locks and shared memory hold on one machine only, and results could be lost. Choose a folder on a ' +
      'local disk with --root, or make results/ a link to one.',
  );
}

interface NetworkMount {
  readonly name: string;
  readonly point: string;
}

/**
 * The network file system that an absolute path lies on, without links, by the text of /proc/self/mountinfo (proc(5));
 * null: on none. The longest mount point above it counts; of equal ones the last, which hides the others.
 */
export function networkMountOf(path: string, mountinfo: string): NetworkMount | null {
  let nearest = { point: '', type: '' };
  for (const line of mountinfo.split('\n')) {
    const [before = '', after] = line.split(' - ');
    const point = unescaped(before.split(' ')[4] ?? '');
    const isAbove = path === point || path.startsWith(point.endsWith('/') ? point : `${point}/`);
    if (after === undefined || point === '' || !isAbove || point.length < nearest.point.length) continue;
    nearest = { point, type: after.split(' ')[0] ?? '' };
  }
  const { [nearest.type]: name = null } = NETWORK_TYPES;
  return name === null ? null : { name, point: nearest.point };
}

/** Blanks and backslashes of mount points are written in octal: "\040". */
const unescaped = (point: string): string =>
  point.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)));
