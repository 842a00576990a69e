/** Who holds a SQLite database for writing, as far as the system tells. */
import { readFileSync, statSync } from 'node:fs';

/** "process 1234 (python3)", or "another process": by Linux's list of file locks, which other systems lack. */
export function holderOf(database: string): string {
  const inodes = [`${database}-shm`, database].map(inodeOf).filter((inode) => inode !== null);
  for (const line of textOf('/proc/locks').split('\n')) {
    const [, , , mode, pid = '', file = ''] = line.trim().split(/\s+/);
    const isHeld = mode === 'WRITE' && Number(pid) > 0 && Number(pid) !== process.pid;
    if (isHeld && inodes.includes(file.split(':')[2] ?? '')) return `process ${pid}${nameOf(pid)}`;
  }
  return 'another process';
}

const inodeOf = (path: string): string | null =>
  statSync(path, { throwIfNoEntry: false })?.ino.toString() ?? null;

function nameOf(pid: string): string {
  const name = textOf(`/proc/${pid}/comm`).trim();
  return name === '' ? '' : ` (${name})`;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
