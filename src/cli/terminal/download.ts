/** How far a download is, while it runs. */
import { formatBytes } from '../../amounts.js';

/** Milliseconds between two plain lines of a download. */
const LINE_INTERVAL = 5000;

/** One line that is written over on a terminal; a line now and then elsewhere. */
export function downloadProgress(): (done: number, total: number | null) => void {
  const stream = process.stderr;
  let last = performance.now();
  return (done, total) => {
    const isWhole = done === total;
    const interval = stream.isTTY ? 100 : LINE_INTERVAL;
    if (performance.now() - last < interval && !isWhole) return;
    last = performance.now();
    const text = `${formatBytes(done)}${total === null ? '' : ` of ${formatBytes(total)}`}`;
    stream.write(stream.isTTY ? `\r\u001b[K${text}${isWhole ? '\n' : ''}` : `${text}\n`);
  };
}
