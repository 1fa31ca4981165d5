/** First and last second of interest, both included. */
export interface SecondRange {
  readonly start: number;
  readonly end: number;
}

export const ALWAYS: SecondRange = { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY };
