/** A run's records as events, while it goes on. */
import type { AuditEvent } from '../log/event.js';
import { AuditRecord } from '../log/record.js';
import type { RecordListener } from './recorder.js';

/** Events under way; more means that their ends were lost. */
const OPEN_EVENTS = 4096;
const STAMP = /audit\((\d+)\.(\d+):(\d+)\)/;

/** Calls `hear` with each complete event that has an end: system calls and what belongs to them. */
export function eventStream(hear: (event: AuditEvent) => void): RecordListener {
  const open = new Map<string, AuditRecord[]>();
  return {
    line: (type, line) => {
      const stamp = STAMP.exec(line)?.[0] ?? '';
      const records = open.get(stamp);
      const record = AuditRecord.fromLine(type, line.slice(0, -1));
      if (records) records.push(record);
      else {
        const [oldest] = open.size === OPEN_EVENTS ? open.keys() : [];
        if (oldest !== undefined) open.delete(oldest);
        open.set(stamp, [record]);
      }
    },
    done: (stamp) => {
      const records = open.get(stamp);
      const [, sec, milli, serial] = STAMP.exec(stamp) ?? [];
      open.delete(stamp);
      if (records) hear({ sec: Number(sec), milli: Number(milli), serial: Number(serial), node: undefined, records });
    },
  };
}
