/** One number of a training at one step; the stage's metrics are these. */
export interface Measurement {
  readonly name: string;
  readonly split: string;
  /** Steps done. */
  readonly step: number;
  readonly value: number;
}
