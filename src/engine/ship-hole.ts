/** What is said, and stored, of logs that were gone before they were shipped: which serials they had, as far as that can be told. */
import type { Stamp } from '../store/order.js';

/** The first event behind the hole. */
export interface EventBehind extends Pick<Stamp, 'sec' | 'serial'> {
  /** Serials of several hosts run side by side. */
  readonly node: string | undefined;
}

/** `before`: the last stamp in front of the hole. */
export function holeNote(stream: string, before: Stamp, behind: EventBehind | undefined): string {
  const gone = `logs of ${stream} were removed before they were shipped`;
  if (!behind) return `${gone}; the last serial before is ${before.serial}`;
  const count = behind.serial - before.serial - 1;
  // A kernel that was started anew counts from one.
  const isOneRun = behind.node === undefined && count >= 0 && behind.sec >= before.sec;
  if (!isOneRun) return `${gone}, between serial ${before.serial} and serial ${behind.serial}`;
  if (count === 0) return `${gone}; no serial is missing`;
  return `${gone}; serials ${before.serial + 1} to ${behind.serial - 1} are missing`;
}
