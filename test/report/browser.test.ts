import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawCharts } from '../../src/report/charts/index.js';
import { renderHtml } from '../../src/report/formats/html.js';
import { buildReport } from '../../src/report/report.js';
import { awkwardStore } from './awkward.js';

const BROWSER = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

let folder: string;
let page: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reprise-browser-'));
  const fixture = await awkwardStore();
  const report = await buildReport(fixture.store, fixture.name);
  page = renderHtml(report, drawCharts(report));
  await fixture.close();
});
afterAll(() => rm(folder, { recursive: true }));

interface Seen {
  /** Width that the page's content takes in a frame of this width. */
  readonly widths: Readonly<Record<string, number>>;
  /** Parts wider than the frame that nothing around them scrolls. */
  readonly scrolling: number;
  readonly console: readonly string[];
}

/** Opens the page in frames of a phone's and a desk's width, and asks them how wide they are. */
async function seen(html: string): Promise<Seen> {
  const text = JSON.stringify(html).replaceAll('<', '\\u003c');
  const wrapper = `<!doctype html><body><pre id="out"></pre><script>
    const text = ${text}, widths = {};
    let scrolling = 0, left = 2;
    for (const width of [390, 1280]) {
      const frame = document.createElement('iframe');
      frame.width = width; frame.height = 800; frame.style.border = 0;
      frame.onload = () => {
        const inner = frame.contentDocument;
        widths[width] = inner.documentElement.scrollWidth;
        if (width === 390)
          scrolling = [...inner.querySelectorAll('.scroll')].filter((one) => one.scrollWidth > one.clientWidth).length;
        if (--left === 0) document.getElementById('out').textContent = 'SEEN' + JSON.stringify({ widths, scrolling }) + 'END';
      };
      frame.srcdoc = text;
      document.body.append(frame);
    }
  </script>`;
  const file = join(folder, 'wrapper.html');
  await writeFile(file, wrapper);
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--hide-scrollbars',
    '--enable-logging=stderr',
  ];
  const { stdout, stderr } = await promisify(execFile)(
    BROWSER ?? '',
    [
      ...flags,
      `--user-data-dir=${folder}/profile`,
      '--virtual-time-budget=10000',
      '--dump-dom',
      `file://${file}`,
    ],
    { maxBuffer: 2 ** 26 },
  );
  const answer = /SEEN(.*)END<\/pre>/.exec(stdout)?.[1] ?? '{}';
  return {
    ...(JSON.parse(answer) as Omit<Seen, 'console'>),
    console: stderr.split('\n').filter((line) => line.includes(':CONSOLE')),
  };
}

describe.skipIf(BROWSER === undefined)('the page in a browser', () => {
  it('has no error and no overflow on a phone: what is wide scrolls by itself', async () => {
    const { widths, scrolling, console } = await seen(page);
    expect(console).toEqual([]);
    expect(widths).toEqual({ 390: 390, 1280: 1280 });
    expect(scrolling).toBeGreaterThan(3);
  });

  it('would be caught if it had either', async () => {
    const bad = page.replace(
      '<main>',
      '<main><div style="width: 500px">wide</div><img src="https://example.org/x.png">',
    );
    const { widths, console } = await seen(bad);
    expect(widths['390']).toBeGreaterThan(390);
    expect(console.join(' ')).toContain('Content Security Policy');
  });
});
