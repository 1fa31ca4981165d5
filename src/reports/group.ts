/** Events that have the same values. */
export interface Group {
  count: number;
  /** Seconds. */
  first: number;
  last: number;
  readonly distinct: Set<string> | undefined;
}
