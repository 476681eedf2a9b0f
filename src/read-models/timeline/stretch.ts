/** A stretch of valid time, both ends inclusive, ms. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}
