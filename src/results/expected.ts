/** Scores beside the published ones that an experiment declares as expected: within, above or below the tolerance. */
import { publishedFigure } from './columns.js';
import type { Column } from './columns.js';
import type { Recorded } from './recorded.js';
import { meantRuns, predictionsOf } from './scores.js';
import type { Cell, ScoreTable } from './scores.js';

export interface ExpectedScore {
  readonly variant: string;
  readonly column: Column;
  readonly score: Cell;
  /** The paper's, on the test set; a share of 1 or a correlation. */
  readonly published: number;
  /** Half the 95 % interval of the score over the evaluated examples; null: there is no score, or it is not known. */
  readonly tolerance: number | null;
  /** Null: there is no tolerance. */
  readonly verdict: ExpectedVerdict | null;
  /** Evaluated ones; null: there is no score. */
  readonly examples: number | null;
}

/** Of the score: less than the tolerance from the published one, or more. */
export type ExpectedVerdict = 'within' | 'above' | 'below';

/** Variants in order, and of each the columns that have a published score; none where the experiment declares none. */
export function expectedScores(recorded: Recorded, { columns, rows }: ScoreTable): readonly ExpectedScore[] {
  if (recorded.plan.experiment.report.expected !== 'published') return [];
  return rows
    .filter(({ role }) => role === 'variant')
    .flatMap(({ label, cells }) =>
      columns.flatMap((column, index): ExpectedScore[] => {
        const published = publishedFigure(column);
        if (published === null) return [];
        const score = cells[index]!;
        const tolerance = score.mean === null ? null : (score.examples?.halfWidth ?? null);
        const verdict = verdictOf(score.mean, published, tolerance);
        return [
          {
            variant: label,
            column,
            score,
            published,
            tolerance,
            verdict,
            examples: countOf(recorded, score, column),
          },
        ];
      }),
    );
}

function verdictOf(
  score: number | null,
  published: number,
  tolerance: number | null,
): ExpectedVerdict | null {
  if (score === null || tolerance === null) return null;
  if (Math.abs(score - published) <= tolerance) return 'within';
  return score > published ? 'above' : 'below';
}

function countOf(recorded: Recorded, score: Cell, column: Column): number | null {
  const stage = meantRuns(score)[0]?.stage ?? null;
  return stage === null ? null : predictionsOf(recorded, stage, column).length;
}
