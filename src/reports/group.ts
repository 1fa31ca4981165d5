/** Events that have the same values. */
export interface Group {
  /** Its values; see `BETWEEN`. */
  readonly key: string;
  count: number;
  /** Seconds. */
  first: number;
  last: number;
  readonly distinct: Set<string> | undefined;
}
