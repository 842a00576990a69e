/**
 * What an experiment came to: numbers, names that kinds declare, and keys; no sentence and no layout. Scores are shares
 * of 1 (correlations: −1 to 1); what is absent is null, never 0. Report, lock file and command line read it.
 */
import type { EvaluationMode } from '../stages/evaluate/options.js';
import { ablationsOf, mainEffectsOf } from './comparisons.js';
import type { Ablation } from './comparisons.js';
import { allColumns, mainColumns } from './columns.js';
import { benchmarkScores } from './benchmarks.js';
import type { BenchmarkScore } from './benchmarks.js';
import { comparedOf } from './compared.js';
import { costPoints, stageCosts } from './costs.js';
import type { CostPoint, StageCost } from './costs.js';
import { degenerateRuns } from './degenerate.js';
import type { DegenerateRuns } from './degenerate.js';
import { divergencesOf, failuresOf, runCounts } from './counts.js';
import type { DivergedStage, Failure, RunCounts } from './counts.js';
import { levelCurves } from './level-curves.js';
import type { LevelCurves } from './level-curves.js';
import { learningRateCurves, lengthCurves, lossCurves } from './curves.js';
import type { LearningRateCurve, LossCurve } from './curves.js';
import { dataHashes, specialData } from './data.js';
import type { DataHash, SpecialData } from './data.js';
import { expectedScores } from './expected.js';
import type { ExpectedScore } from './expected.js';
import { heldoutLosses } from './heldout.js';
import type { HeldoutLoss } from './heldout.js';
import { hypothesesOf, withdrawnHypotheses } from './hypotheses.js';
import type { JudgedHypothesis, WithdrawnHypothesis } from './hypotheses.js';
import { marksOf } from './marks.js';
import type { Marks } from './marks.js';
import { overlapsOf } from './overlap.js';
import type { Overlaps } from './overlap.js';
import { parameterGroups } from './parameters.js';
import type { ParameterGroup } from './parameters.js';
import { partsOfPooled } from './parts.js';
import type { Parts } from './parts.js';
import { provenanceOf } from './provenance.js';
import type { Provenance } from './provenance.js';
import type { Recorded } from './recorded.js';
import { scoreCurves } from './score-curves.js';
import type { ScoreCurve } from './score-curves.js';
import { scoreTable } from './scores.js';
import type { ScoreTable } from './scores.js';
import { sharedTexts } from './shared-texts.js';
import type { SharedTexts } from './shared-texts.js';

export interface Results {
  readonly special: SpecialData;
  /** How the variants were evaluated. */
  readonly mode: EvaluationMode;
  readonly run: RunCounts;
  readonly table: ScoreTable;
  readonly marks: Marks;
  /** Of the table's columns whose examples share texts. */
  readonly shared: readonly SharedTexts[];
  /** Beside the published scores, where the experiment declares them as expected. */
  readonly expected: readonly ExpectedScore[];
  /** Of those whose tasks are all there. */
  readonly benchmarks: readonly BenchmarkScore[];
  /** Of tasks that the table pools; null: it pools none. */
  readonly parts: Parts | null;
  /** The same rows in full: every evaluation split and every metric. For CSV and appendices. */
  readonly details: ScoreTable;
  /** One for each factor that varies (design `list`: one for all variants). */
  readonly ablations: readonly Ablation[];
  /** Of a grid of several factors: each level against the mean of all levels. */
  readonly mainEffects: readonly Ablation[];
  /** Scores over the levels of the factors that are numbers. */
  readonly levels: readonly LevelCurves[];
  readonly hypotheses: readonly JudgedHypothesis[];
  /** Saved with the experiment once and in its file no more, in the order they were written. */
  readonly withdrawnHypotheses: readonly WithdrawnHypothesis[];
  /** Learning rate by step, one curve for each distinct schedule of a phase. */
  readonly learningRates: readonly LearningRateCurve[];
  /** Pre-training loss by step; variants that share their pre-trainings share a curve. */
  readonly losses: readonly LossCurve[];
  /** What those ended with. */
  readonly heldout: readonly HeldoutLoss[];
  /** Score by step of pre-training, where weights that it kept on its way were evaluated. */
  readonly scoreCurves: readonly ScoreCurve[];
  /** Held-out loss by context length, where it was measured beyond the trained one. */
  readonly lengths: readonly LossCurve[];
  /** Mean score against cost, one point per variant. */
  readonly costs: readonly CostPoint[];
  /** Parameters by number of heads: GPT-1's width first, then the experiment's own. */
  readonly parameters: readonly ParameterGroup[];
  readonly overlaps: Overlaps;
  /** Cost of the stages, by kind: estimated and measured. */
  readonly stageCosts: readonly StageCost[];
  /** Finished runs that seem to have learned nothing. */
  readonly degenerate: readonly DegenerateRuns[];
  readonly failures: readonly Failure[];
  readonly divergences: readonly DivergedStage[];
  readonly dataHashes: readonly DataHash[];
  /** Where each number of the main table comes from. */
  readonly provenance: Provenance;
}

/** Pure: the same records give the same results. */
export function resultsOf(recorded: Recorded): Results {
  const { experiment } = recorded.plan;
  const table = scoreTable(recorded, mainColumns(experiment));
  const compared = comparedOf(recorded, table);
  const details = scoreTable(recorded, allColumns(experiment));
  return {
    special: specialData(recorded),
    mode: experiment.evaluate.mode,
    run: runCounts(recorded),
    table,
    marks: marksOf(compared),
    shared: sharedTexts(recorded, table.columns),
    expected: expectedScores(recorded, table),
    benchmarks: benchmarkScores(recorded, table),
    parts: partsOfPooled(recorded, details),
    details,
    ablations: ablationsOf(recorded, compared),
    mainEffects: mainEffectsOf(recorded, compared),
    levels: levelCurves(recorded, table),
    hypotheses: hypothesesOf(recorded, compared),
    withdrawnHypotheses: withdrawnHypotheses(recorded),
    learningRates: learningRateCurves(recorded),
    losses: lossCurves(recorded),
    heldout: heldoutLosses(recorded),
    scoreCurves: scoreCurves(recorded),
    lengths: lengthCurves(recorded),
    costs: costPoints(recorded, table),
    parameters: parameterGroups(recorded),
    overlaps: overlapsOf(recorded),
    stageCosts: stageCosts(recorded),
    degenerate: degenerateRuns(recorded),
    failures: failuresOf(recorded),
    divergences: divergencesOf(recorded),
    dataHashes: dataHashes(recorded),
    provenance: provenanceOf(recorded, table),
  };
}
