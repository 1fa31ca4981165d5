/** Turns events into output; one per output format. */
import type { Out } from '../bytes/out.js';
import type { AuditEvent } from '../log/event.js';
import type { AuditRecord } from '../log/record.js';

export interface Formatter {
  /** Before the first event, once. */
  begin?(out: Out): void;
  event(event: AuditEvent, out: Out): void;
  /** After the last event, once; also when there was none. */
  end?(out: Out): void;
}

export const SEPARATOR = '----\n';

/** DAEMON_START … DAEMON_*: the audit system about itself. */
export function isDaemonType(type: number): boolean {
  return type >= 1200 && type <= 1299;
}

/** What default and interpreted output show: last record first; of a daemon's event the last one alone (ausearch section 7). */
export function* shownRecords(event: AuditEvent): Generator<AuditRecord> {
  const { records } = event;
  const last = records.length - 1;
  if (isDaemonType(records[last]!.type)) yield records[last]!;
  else for (let at = last; at >= 0; at--) yield records[at]!;
}
