/** One number of a training at one update; the stage's metrics are these. */
export interface Measurement {
  readonly name: string;
  readonly split: string;
  /** Updates done. */
  readonly step: number;
  readonly value: number;
}
