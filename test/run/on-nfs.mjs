/** Preloaded into the program: everything is said to lie on NFS, as Linux says it. */
import { syncBuiltinESMExports } from 'node:module';
import fs from 'node:fs/promises';

const { readFile } = fs;
fs.readFile = async (path, ...given) =>
  path === '/proc/self/mountinfo'
    ? '29 1 0:25 / / rw,relatime shared:1 - nfs4 server:/home rw,vers=4.2\n'
    : readFile(path, ...given);
syncBuiltinESMExports();
