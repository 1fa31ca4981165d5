/**
 * The rules of release at their plainest: a table of slots, searched from end to end. Slow, and
 * so simple that the fast assembler can be judged by it.
 */
import type { AuditEvent } from '../../src/log/event.js';
import { type Header, readHeader } from '../../src/log/header.js';
import { AuditRecord } from '../../src/log/record.js';
import { isSingleRecordType } from '../../src/tables/record-types.js';

const LONGEST_LINE = 8969;
const EOE = 1320;

interface Slot {
  readonly header: Header;
  readonly records: AuditRecord[];
  isComplete: boolean;
}

export interface ModelOptions {
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  /** Receives `Error extracting time stamp (…)` lines. */
  readonly err?: (text: string) => void;
}

/** All events of a log (a byte string) in release order; `timeout` is the end-of-event timeout in seconds. */
export function assembleModel(log: string, timeout: number, options: ModelOptions = {}): AuditEvent[] {
  const slots: (Slot | undefined)[] = [];
  const released: AuditEvent[] = [];
  for (const line of linesOf(log)) {
    const header = readHeader(line, timeout);
    if (header === undefined) continue;
    if ('badStamp' in header) {
      options.err?.(`Error extracting time stamp (${header.badStamp})\n`);
      continue;
    }
    if (header.sec < (options.start ?? 0) || header.sec > (options.end ?? Number.POSITIVE_INFINITY)) continue;
    if (store(slots, header, line, timeout)) release(slots, released);
  }
  for (const slot of slots) if (slot) slot.isComplete = true;
  release(slots, released);
  return released;
}

/** Lines with their newline, cut at the length limit and at a NUL byte; blank ones are no records anyway. */
function linesOf(log: string): string[] {
  const lines: string[] = [];
  for (const whole of log.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    for (let at = 0; at < whole.length; at += LONGEST_LINE) {
      const line = whole.slice(at, at + LONGEST_LINE);
      const nul = line.indexOf('\0');
      lines.push(nul < 0 ? line : line.slice(0, nul));
    }
  }
  return lines;
}

function store(slots: (Slot | undefined)[], header: Header, line: string, timeout: number): boolean {
  const hasNewline = line.endsWith('\n');
  const record = AuditRecord.fromLine(header.type, hasNewline ? line.slice(0, -1) : line, hasNewline);
  const building = slots.find((slot) => slot && !slot.isComplete && isSameEvent(slot.header, header));
  if (building) {
    building.records.push(record);
    return true;
  }
  if (header.type === EOE) return false;
  const free = slots.indexOf(undefined);
  slots[free < 0 ? slots.length : free] = { header, records: [record], isComplete: false };
  for (const slot of slots) {
    if (!slot || slot.isComplete) continue;
    slot.isComplete = header.sec - slot.header.sec >= timeout || isSingleRecordType(slot.records[0]?.type ?? -1);
  }
  return true;
}

function isSameEvent(one: Header, other: Header): boolean {
  return one.sec === other.sec && one.milli === other.milli && one.serial === other.serial && one.node === other.node;
}

function release(slots: (Slot | undefined)[], released: AuditEvent[]): void {
  for (;;) {
    let lowest = -1;
    slots.forEach((slot, i) => {
      if (slot && (lowest < 0 || isBefore(slot.header, slots[lowest]!.header))) lowest = i;
    });
    const slot = slots[lowest];
    if (!slot?.isComplete) return;
    const { sec, milli, serial, node } = slot.header;
    released.push({ sec, milli, serial, node, records: slot.records });
    slots[lowest] = undefined;
  }
}

function isBefore(one: Header, other: Header): boolean {
  if (one.sec !== other.sec) return one.sec < other.sec;
  return one.milli !== other.milli ? one.milli < other.milli : one.serial < other.serial;
}
