/** What the assembler is asked for, and what it counts. */

export interface AssemblerOptions {
  /** End-of-event timeout in seconds. */
  readonly timeout: number;
  /** First and last second of interest, inclusive; records outside take no part in assembly. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  /** Called for each event in release order; the slot is free again when it returns. */
  readonly release: (slot: number) => void;
  /** `finishComplete` or `releaseEnded` will be asked, so the type of every record matters. */
  readonly needsTypes?: boolean;
  /** EOE records say that an event is whole, and are no part of it, as in the files that auditd writes. */
  readonly dropsEnds?: boolean;
  /** `OpenEvents.behind` will be asked. */
  readonly tellsBehind?: boolean | undefined;
  /** `take` and `finish` pause once they have released more than so many bytes; never, if this is not given. */
  readonly pauseAfter?: number;
  /** The text of a time stamp whose numbers cannot be. */
  readonly badStamp?: (text: string) => void;
  /** A line that is no record, without its newline. */
  readonly strangeLine?: (text: string) => void;
}

/** What the scan counted, for `--stats` and the reports' headings. */
export interface ScanCounts {
  lines: number;
  /** Lines that are no record. */
  rejected: number;
  /** Events released before their time because too much was held (never in a sane log). */
  forced: number;
}
