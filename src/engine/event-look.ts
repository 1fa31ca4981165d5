/** A look at one event of a search: matched, written, and whether others of its shape (`log/parts/`) need none. */
import type { Out } from '../bytes/out.js';
import type { AuditEvent } from '../log/event.js';
import type { Formatter } from '../output/formatter.js';
import { AVC, USER_AVC } from '../tables/generated/record-type.js';

export interface LookOptions {
  readonly formatter: Formatter;
  readonly matches: (event: AuditEvent) => boolean;
  /** Every event in the search's time matches. */
  readonly takesAll: boolean;
  /** How much has been said on standard error: what matching says of an event it says of each of its shape. */
  readonly said: () => number;
}

export interface Look {
  readonly isMatch: boolean;
  /** What came of it comes of all of the event's shape. */
  readonly isLasting: boolean;
}

/** Writes the event, if it matches. `isWorth`: see `Formatter.event`. */
export function lookAt(
  event: AuditEvent,
  { formatter, matches, takesAll, said }: LookOptions,
  out: Out,
  isWorth?: boolean,
): Look {
  const before = said();
  const isPlain = takesAll && !event.records.some(({ type }) => isOverwritten(type));
  const isMatch = isPlain || matches(event);
  if (isMatch) formatter.event(event, out, isWorth);
  const isLasting = said() === before && !(isMatch && event.records.some((record) => record.isOverwritten));
  return { isMatch, isLasting };
}

/** BUG? Reading a record of these types overwrites a byte of it, which shows, even where nothing is asked of it. */
export function isOverwritten(type: number): boolean {
  return type === AVC || type === USER_AVC;
}
