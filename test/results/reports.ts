/** Reports and results of made-up experiments, for tests. */
import { buildReport } from '../../src/report/report.js';
import type { Report } from '../../src/report/report.js';
import type { Delta } from '../../src/results/comparisons.js';
import type { Mark } from '../../src/results/marks.js';
import type { Cell } from '../../src/results/scores.js';
import { fixtureStore } from '../report/store.js';
import type { Fixture, FixtureOptions } from '../report/store.js';

/** Stores to be closed together; the one of the default experiment is made once. */
export class Fixtures {
  private standard: Fixture | null = null;
  private open: Fixture[] = [];

  async standardOne(): Promise<Fixture> {
    this.standard ??= await fixtureStore();
    return this.standard;
  }

  async of(options: FixtureOptions): Promise<Fixture> {
    const fixture = await fixtureStore(options);
    this.open.push(fixture);
    return fixture;
  }

  /** Of the default experiment, all of which is done, where there are no options. */
  async report(options?: FixtureOptions): Promise<Report> {
    const { store, name } = options === undefined ? await this.standardOne() : await this.of(options);
    return buildReport(store, name);
  }

  async closeAll(): Promise<void> {
    for (const fixture of [...this.open, ...(this.standard === null ? [] : [this.standard])])
      await fixture.close();
    this.open = [];
    this.standard = null;
  }
}

function placeOf({ table }: Report, row: string, column: string): { row: number; column: number } {
  const place = {
    row: table.rows.findIndex(({ label }) => label === row),
    column: table.columns.findIndex(({ label }) => label === column),
  };
  if (place.row < 0 || place.column < 0) throw new Error(`There is no ${row} × ${column}.`);
  return place;
}

export function cellOf(report: Report, row: string, column: string): Cell {
  const place = placeOf(report, row, column);
  return report.table.rows[place.row]!.cells[place.column]!;
}

export function markOf(report: Report, row: string, column: string): Mark | undefined {
  const place = placeOf(report, row, column);
  return report.marks[place.row]?.[place.column];
}

export const deltaOf = (report: Report, level: string, column: string): Delta | undefined =>
  report.ablations
    .flatMap(({ levels }) => levels)
    .find((one) => one.level === level)
    ?.deltas.find((delta) => delta.column === column);

/** The same shares of right answers whatever the task, by seed. */
export const bySeed =
  (...shares: readonly number[]) =>
  ({ seed }: { seed: number }): number =>
    shares[seed - 1] ?? NaN;
