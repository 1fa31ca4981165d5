/** Turns events into output; one per output format. */

import { Out } from '../bytes/out.js';
import type { Batch, EventPlace } from '../log/batch.js';
import type { AuditEvent } from '../log/event.js';
import type { Patterns } from '../log/parts/pattern.js';
import { isDaemonType } from '../tables/record-types.js';

export interface Formatter {
  /** Before the first event, once. */
  begin?(out: Out): void;
  /** `isWorth` of false: it is new, of a log whose events hardly come again; nothing of it needs to be remembered (`FirstSight`). */
  event(event: AuditEvent, out: Out, isWorth?: boolean): void;
  /** How events of a shape are written without a look at each. */
  readonly patterns?: Patterns;
  /** It writes what `Batch.writeRaw` writes. */
  readonly isRaw?: boolean;
  /** Writes the events of a batch from one place to another, whose text nobody overwrote, as `event` would, but without objects. */
  copy?(batch: Batch, from: EventPlace, to: EventPlace, out: Out): void;
  /** After the last event, once; also when there was none. */
  end?(out: Out): void;
}

/** Events of which lines are written as they were logged, see `Patterns.few`. */
export const FEW_LINES = 200;

export const SEPARATOR = '----\n';

/**
 * Default and interpreted output show the records from the last one down to this one: all, but of a daemon's event the
 * last alone.
 */
export function lastShown(event: AuditEvent): number {
  const last = event.records.at(-1);
  return last && isDaemonType(last.type) ? event.records.length - 1 : 0;
}

/** What `write` writes, as a byte string: for what is changed once more before it is shown. */
export function gatheredText(write: (out: Out) => void): string {
  let text = '';
  const out = new Out((chunk) => {
    text += chunk.toString('latin1');
  });
  write(out);
  out.flush();
  return text;
}
