/**
 * An event's records as ranges of bytes that come again and again, and passing values (process ids, exit codes,
 * arguments) between them that hardly ever do:
 *
 *     type=SYSCALL msg=audit(…): arch=… success=yes exit=0 a0=1 … pid=7 auid=0 … key="k"
 *     header                   head                 passing values     rest
 */
import { ByteMemo } from '../bytes/byte-memo.js';
import { recordTypeName, recordTypeNumber } from '../tables/record-types.js';
import type { AuditEvent } from './event.js';
import type { AuditRecord } from './record.js';

const SYSCALL = recordTypeNumber('SYSCALL');

/** As they follow each other in SYSCALL records. Most other records begin with `pid`, if anything. */
export const PASSING_FIELDS: readonly string[] = ['exit', 'a0', 'a1', 'a2', 'a3', 'items', 'ppid', 'pid'];

const SYSCALL_LABELS = PASSING_FIELDS.map((name) => Buffer.from(` ${name}=`));
const PID_LABEL = Buffer.from(': pid=');
/** `exit` is not searched farther into a record. */
const FARTHEST = 100;

// Bounds: a log is hostile input.
/** Records of one event that have parts, and passing values: bits of a small integer. */
export const MOST_RECORDS = 32;
const MOST_PASSING = 30;
/** Tags of the passing values in the memo, away from those of records. */
const PASSING_TAG = 5000;

const BLANK = 32;
const CLOSE = 41;
const MINUS = 45;
// Between these two are the digits.
const POINT = 46;
const COLON = 58;

/** Bytes that were seen before in the same place of a record of the same type. */
export interface Range<N> {
  /** Never given again. */
  readonly number: number;
  /** What the user of the parts makes of it. */
  note: N | undefined;
}

export interface RecordParts<N> {
  /** Where the header ends; -1: the record has no usual form, or is not worth remembering, and there is no `rest`. */
  body: number;
  /** Only SYSCALL records have one. */
  head: Range<N> | undefined;
  /** The record's passing values, by their number in the event: none, `pid`, or those of a SYSCALL record. */
  firstPassing: number;
  endPassing: number;
  rest: Range<N> | undefined;
}

const USUAL_HEAD = /^: arch=[0-9a-f]+ syscall=\d+( per=[0-9a-f]+)?( success=\w+)?$/;

/** True for a head whose fields mean the same whatever the passing values are, some calls with sub-calls excepted. */
export function isUsualHead({ bytes }: AuditRecord, { body }: RecordParts<unknown>, end: number): boolean {
  return USUAL_HEAD.test(bytes.toString('latin1', body, end));
}

export class EventParts<N> {
  /** Of the event that was read last, as far as it has any. */
  readonly records: RecordParts<N>[] = Array.from({ length: MOST_RECORDS }, () => ({
    body: -1,
    head: undefined,
    firstPassing: 0,
    endPassing: 0,
    rest: undefined,
  }));
  count = 0;
  readonly #ranges = new ByteMemo<Range<N>>();
  #lastNumber = 0;
  /** The event's passing values: what they are in; label start, value start and end. */
  readonly #passingIn: Buffer[] = [];
  readonly #passing = new Int32Array(3 * MOST_PASSING);

  read({ sec, node, records }: AuditEvent): void {
    this.#passingIn.length = 0;
    this.count = sec === 0 || records.length > MOST_RECORDS ? 0 : records.length;
    const headerStart = node === undefined ? 0 : node.length + 6; // `node=` and a blank
    for (let i = 0; i < this.count; i++) this.#read(records[i]!, headerStart, this.records[i]!);
  }

  /** Where a record's `rest` begins, if it has one. */
  restStart({ body, firstPassing, endPassing }: RecordParts<N>): number {
    return firstPassing === endPassing ? body : this.passingEnd(endPassing - 1);
  }

  get passingCount(): number {
    return this.#passingIn.length;
  }

  /** Where a passing value begins in the bytes of its record. */
  passingStart(i: number): number {
    return this.#passing[i * 3 + 1]!;
  }

  /** Where the blank (or colon) before a passing field stands. */
  labelStart(i: number): number {
    return this.#passing[i * 3]!;
  }

  passingEnd(i: number): number {
    return this.#passing[i * 3 + 2]!;
  }

  passingValue(i: number): string {
    return this.#passingIn[i]!.toString('latin1', this.#passing[i * 3 + 1], this.#passing[i * 3 + 2]);
  }

  /** The same value again has the same range. */
  passingRange(i: number): Range<N> | undefined {
    const at = i * 3;
    return this.#range(this.#passingIn[i]!, this.#passing[at]!, this.#passing[at + 2]!, PASSING_TAG + i);
  }

  #read(record: AuditRecord, headerStart: number, parts: RecordParts<N>): void {
    parts.head = undefined;
    parts.rest = undefined;
    parts.firstPassing = this.#passingIn.length;
    parts.endPassing = parts.firstPassing;
    parts.body = record.newline && !record.isOverwritten ? bodyStart(record, headerStart) : -1;
    if (parts.body < 0) return;
    const { bytes, end, textEnd, type } = record;
    if (type === SYSCALL) this.#readSyscall(record, parts);
    else if (!isAt(bytes, parts.body, PID_LABEL)) parts.rest = this.#range(bytes, parts.body, end, type);
    else {
      const afterPid = this.#behindPassing(bytes, parts.body, PID_LABEL, textEnd);
      parts.endPassing = this.#passingIn.length;
      if (afterPid >= 0) parts.rest = this.#range(bytes, afterPid, end, -type);
    }
    if (parts.rest === undefined) parts.body = -1;
  }

  #readSyscall({ bytes, end, textEnd, type }: AuditRecord, parts: RecordParts<N>): void {
    const exit = findExit(bytes, parts.body, Math.min(textEnd, parts.body + FARTHEST));
    let at = exit;
    for (const label of SYSCALL_LABELS) {
      if (at < 0) return;
      at = this.#behindPassing(bytes, at, label, textEnd);
    }
    if (at < 0) return;
    parts.endPassing = this.#passingIn.length;
    parts.head = this.#range(bytes, parts.body, exit, -type);
    if (parts.head !== undefined) parts.rest = this.#range(bytes, at, end, type);
  }

  /** Notes the passing value with that label at `at`; returns the byte behind it, -1 if it is not as it usually is. */
  #behindPassing(bytes: Buffer, at: number, label: Buffer, limit: number): number {
    if (this.#passingIn.length === MOST_PASSING || !isAt(bytes, at, label)) return -1;
    const start = at + label.length;
    const end = behindNumber(bytes, start, limit);
    if (end < 0) return -1;
    const note = (this.#passingIn.push(bytes) - 1) * 3;
    this.#passing[note] = at;
    this.#passing[note + 1] = start;
    this.#passing[note + 2] = end;
    return end;
  }

  #range(bytes: Buffer, start: number, end: number, tag: number): Range<N> | undefined {
    const known = this.#ranges.get(bytes, start, end, tag);
    if (known !== undefined) return known;
    const range: Range<N> = { number: ++this.#lastNumber, note: undefined };
    return this.#ranges.keep(range) ? range : undefined;
  }
}

/** By record type. */
const headers: Buffer[] = [];

/** The byte behind the header of a record whose `type=` is at `headerStart`; -1 when that is not as records usually have it. */
function bodyStart({ bytes, start, textEnd, type }: AuditRecord, headerStart: number): number {
  let header = headers[type];
  if (header === undefined) {
    const name = recordTypeName(type);
    if (name === undefined) return -1;
    header = Buffer.from(`type=${name} msg=audit(`);
    headers[type] = header;
  }
  let at = start + headerStart;
  if (!isAt(bytes, at, header)) return -1;
  for (at += header.length; at < textEnd; at++) {
    const code = bytes[at]!;
    if (code === CLOSE) return at + 1;
    if (code < POINT || code > COLON) return -1;
  }
  return -1;
}

function isAt(bytes: Buffer, at: number, label: Buffer): boolean {
  for (let i = 0; i < label.length; i++) if (bytes[at + i] !== label[i]) return false;
  return true;
}

/** Where ` exit=` stands; -1: nowhere before `limit`. */
function findExit(bytes: Buffer, start: number, limit: number): number {
  const label = SYSCALL_LABELS[0]!;
  for (let at = start; at < limit; at++) if (bytes[at] === BLANK && isAt(bytes, at, label)) return at;
  return -1;
}

/** Behind the decimal or hexadecimal number at `start` and before the blank that must follow; -1: not so. */
function behindNumber(bytes: Buffer, start: number, limit: number): number {
  let at = start;
  for (; at < limit; at++) {
    const code = bytes[at]!;
    if (!((code >= 48 && code <= 57) || (code >= 97 && code <= 102) || code === MINUS)) break;
  }
  return at > start && at < limit && bytes[at] === BLANK ? at : -1;
}
