/** Before any test: compiles the program to dist/ unless it is newer than its sources. Type errors are `make check`'s. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MARK = join(ROOT, 'dist', '.compiled-for-tests');

export default function build(): void {
  const startedAt = new Date();
  if (existsSync(MARK) && statSync(MARK).mtimeMs >= newestSource()) return;
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const parameters = ['-p', 'tsconfig.build.json', '--incremental', '--tsBuildInfoFile', 'dist/.tsbuildinfo'];
  const { stdout } = spawnSync(process.execPath, [compiler, ...parameters], { cwd: ROOT, encoding: 'utf8' });
  if (!existsSync(join(ROOT, 'dist', 'main.js'))) throw new Error(`The program did not compile:\n${stdout}`);
  // Dated before the compilation, so that a source changed meanwhile counts as newer.
  writeFileSync(MARK, '');
  utimesSync(MARK, startedAt, startedAt);
}

function newestSource(): number {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true });
  const times = files.map((file) => statSync(join(file.parentPath, file.name)).mtimeMs);
  return Math.max(statSync(join(ROOT, 'tsconfig.json')).mtimeMs, ...times);
}
