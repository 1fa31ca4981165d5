/** What a scan is asked for, and what it tells. */
import type { AuditError } from '../errors.js';
import type { Resume } from '../input/again/resume.js';
import type { PartOf } from '../input/again/window.js';
import type { Source } from '../input/source.js';
import type { AssemblerOptions, ScanCounts } from '../log/assemble/assembler-options.js';
import type { Batch } from '../log/batch.js';
import type { EventId } from '../log/event.js';
import type { NeedleGroup } from '../log/scan/needle.js';
import type { Stamp } from '../log/stamp.js';

export type ScanSource = Pick<Source, 'name' | 'open'>;

export interface ScanOptions extends Pick<AssemblerOptions, 'timeout' | 'start' | 'end' | 'badStamp'> {
  /** Only events that hold a needle of each group are wanted; some others may come, too. Empty: all events. */
  readonly needles: readonly NeedleGroup[];
  /** Which part of an input to read. */
  readonly partOf?: ((source: ScanSource) => PartOf | undefined) | undefined;
  /**
   * Takes why a source could not be read, or not to its end (`begun`); what was read of it counts, and the others are read.
   * It may throw. Without it the scan ends with the error.
   */
  readonly failed?: ((error: AuditError, begun: boolean) => void) | undefined;
  /** Takes a line about what was read, without newline. */
  readonly note?: ((line: string) => void) | undefined;
  /** Told of each source how many lines it had, and how many of them were no records. */
  readonly understood?: ((name: string, lines: number, rejected: number) => void) | undefined;
  /** Only the event with this serial number is wanted. */
  readonly serial?: number | undefined;
  /** Events that an earlier run has released (see Resume; offsets are bytes read) are left out. */
  readonly released?: ReadonlyMap<number, number> | undefined;
  /** Bytes of one read at most, for a scan that is one of many. */
  readonly segment?: number | undefined;
  /** Hand over each event alone, at once: for output that must not wait. */
  readonly eachEvent?: boolean;
  /** At the end, show only events that are certainly complete (checkpoint mode). */
  readonly completeOnly?: boolean;
  /** Note each input's first and last event. */
  readonly spans?: boolean;
  /** Other scans stand beside it, so what is left out counts where events are not in order. */
  readonly tellsBehind?: boolean;
  /**
   * Called in order. The batch's bytes are overwritten after it returns. `behind`: with `tellsBehind`, a stamp that events had
   * that came out before and are left out; undefined if none was later than that of an event of the batch.
   */
  readonly batch: (batch: Batch, behind?: Stamp) => void;
  /** Called between segments; may wait for room. True ends the scan (enough was found). */
  readonly between: (bytes: number) => Promise<boolean> | boolean;
}

/** What one input contributed, in release order and before any search (reports' `-t` and headings). */
export interface InputSpan {
  readonly name: string;
  first: EventId | undefined;
  last: EventId | undefined;
}

export interface ScanResult {
  bytes: number;
  events: number;
  /** Lines that hold no record, in forms that hold other lines as well. */
  readonly passedOver: number;
  readonly counts: ScanCounts;
  /** See Assembler.firstStamp. With `spans` only. */
  readonly firstStamp: EventId | undefined;
  readonly spans: readonly InputSpan[];
  /**
   * Where, in the bytes read of the last input, a run may begin that is to see all that this one left (with `completeOnly`).
   * Undefined when that is in an input before, or nowhere.
   */
  readonly resume: Resume | undefined;
}

/** Events may be left out unseen. */
export function isSelective(options: ScanOptions): boolean {
  return !options.spans && !options.completeOnly && options.timeout > 0 && choosesEvents(options);
}

/** All events are wanted, and nothing is asked about one but its records. */
export function takesRows(options: ScanOptions): boolean {
  const { completeOnly, eachEvent, released, timeout } = options;
  return !completeOnly && !eachEvent && !released?.size && timeout > 0 && !choosesEvents(options);
}

/** Selective, and nothing is asked about the events that are wanted but their records, many at a time. */
export function takesRowsOfChosen(options: ScanOptions): boolean {
  return isSelective(options) && !options.eachEvent && !options.tellsBehind && !options.released?.size;
}

function choosesEvents({ needles, serial, start, end }: ScanOptions): boolean {
  return needles.length > 0 || serial !== undefined || start !== undefined || end !== undefined;
}
