/** A row's event, with its records as they stand in the log. */
import { toBytes } from '../bytes/text.js';
import type { AuditEvent } from '../log/event.js';
import { AuditRecord } from '../log/record.js';
import type { Row } from '../store/row.js';

export function eventOf({ sec, ms, serial, node, types, raw }: Row): AuditEvent {
  const lines = Buffer.from(raw).toString('latin1').replace(/\n$/, '').split('\n');
  const records = types.map((type, i) => AuditRecord.fromLine(type, upToNul(lines[i] ?? '')));
  return { sec, milli: ms, serial, node: node === undefined ? undefined : toBytes(node), records };
}

/** As much of the line as is read of it. */
function upToNul(line: string): string {
  const end = line.indexOf('\0');
  return end < 0 ? line : line.slice(0, end);
}
