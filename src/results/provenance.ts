/** Where each number of the main table comes from: number → runs → stages → settings. */
import { originsOf } from './origins.js';
import type { Origin } from './origins.js';
import type { Recorded } from './recorded.js';
import type { ScoreTable } from './scores.js';
import { settingsOf } from './settings.js';
import type { Setting } from './settings.js';
import { stageOrigins, usedStages } from './stage-origins.js';
import type { StageOrigin } from './stage-origins.js';
import { variantOptions } from './variant-options.js';
import type { VariantOptions } from './variant-options.js';

export interface Provenance {
  readonly origins: readonly Origin[];
  /** Every stage that an origin went through, once, in the plan's order. */
  readonly stages: readonly StageOrigin[];
  /** What stages were run with, each combination once. */
  readonly settings: readonly Setting[];
  readonly options: readonly VariantOptions[];
  readonly diffs: readonly DiffText[];
}

/** Uncommitted changes as text. */
export interface DiffText {
  readonly sha256: string;
  /** Of all of it. */
  readonly bytes: number;
  /** All of it, or what is kept of it. */
  readonly text: string;
}

export function provenanceOf(recorded: Recorded, table: ScoreTable): Provenance {
  const origins = originsOf(recorded, table);
  const settings = settingsOf(recorded, usedStages(recorded, origins));
  return {
    origins,
    stages: stageOrigins(recorded, origins, settings),
    settings: settings.all,
    options: variantOptions(recorded),
    diffs: [...recorded.diffs.values()].map(({ sha256, bytes, content }) => ({
      sha256,
      bytes,
      text: new TextDecoder().decode(content),
    })),
  };
}
