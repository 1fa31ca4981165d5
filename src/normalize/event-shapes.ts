/**
 * Events that are the same but for time, serial number and passing values (process ids, exit codes, arguments) have one
 * shape; nearly all that logs tell was told before. What was made of an event serves for all of its shape that have the
 * same in the passing values that were looked at. Finding a shape takes a tenth of the time of normalizing.
 */
import { ByteMemo } from '../bytes/byte-memo.js';
import type { AuditEvent } from '../log/event.js';
import type { AuditRecord } from '../log/record.js';
import { recordTypeName, recordTypeNumber } from '../tables/record-types.js';

const SYSCALL = recordTypeNumber('SYSCALL');

/** As they follow each other in SYSCALL records. Most other records begin with `pid`, if anything. */
const SYSCALL_PASSING = ['exit', 'a0', 'a1', 'a2', 'a3', 'items', 'ppid', 'pid'];
export const PASSING_FIELDS: readonly string[] = SYSCALL_PASSING;

const SYSCALL_LABELS = SYSCALL_PASSING.map((name) => Buffer.from(` ${name}=`));
const PID_LABEL = Buffer.from(': pid=');
/** `exit` is not searched farther into a record. */
const FARTHEST = 100;

// Bounds: a log is hostile input.
/** Events with more records have no shape. */
export const MOST_RECORDS = 32;
const NODES_KEPT = 20_000;

const BLANK = 32;
const CLOSE = 41;
const MINUS = 45;
// Between these two are the digits.
const POINT = 46;
const COLON = 58;

/** Passing values of one event that may be looked at: bits of a small integer. */
const MOST_PASSING = 30;
/** Tags of the passing values in the memo, away from those of records. */
const PASSING_TAG = 5000;

/** A step on the way of records, and then of passing values, that leads to what was kept. */
interface Step<T> {
  next: Map<number, Step<T>> | undefined;
  value: T | undefined;
  /** The passing values that were looked at, by bit, in events whose records end here. */
  asks: number;
}

const newStep = <T>(): Step<T> => ({ next: undefined, value: undefined, asks: 0 });

export class EventShapes<T> {
  /** A number for each range of bytes; never given again. */
  readonly #numbers = new ByteMemo<number>();
  #lastNumber = 0;
  readonly #byNode = new Map<string | undefined, Step<T>>();
  #size = 0;
  // The event that `get` was last asked about.
  #shape: Step<T> | undefined;
  #found: Step<T> | undefined;
  /** Its passing values: what they are in, label start, value start and end. */
  readonly #passingIn: Buffer[] = [];
  readonly #passing = new Int32Array(3 * MOST_PASSING);

  /** What was kept for an event like this. */
  get({ sec, node, records }: AuditEvent): T | undefined {
    this.#shape = undefined;
    this.#found = undefined;
    this.#passingIn.length = 0;
    if (sec === 0 || records.length > MOST_RECORDS) return undefined;
    if (this.#size > NODES_KEPT) this.#forget();
    let step: Step<T> | undefined = this.#firstStep(node);
    const headerStart = node === undefined ? 0 : node.length + 6; // `node=` and a blank
    for (let i = 0; i < records.length && step !== undefined; i++) step = this.#record(step, records[i]!, headerStart);
    this.#shape = step;
    this.#found = step && this.#asked(step);
    return this.#found?.value;
  }

  /**
   * Keeps a value for events like the one that `get` was last asked about. `looked`: where the values of passing fields
   * that it depends on begin in the event's bytes.
   */
  keep(value: T, looked: readonly number[]): void {
    const shape = this.#shape;
    if (shape === undefined) return;
    const asks = this.#bitsOf(looked) | shape.asks;
    if (asks !== shape.asks) {
      shape.asks = asks;
      this.#found = this.#asked(shape);
    }
    if (this.#found !== undefined) this.#found.value = value;
  }

  /** The step behind the values that the shape asks for. */
  #asked(shape: Step<T>): Step<T> | undefined {
    let step: Step<T> | undefined = shape;
    for (let i = 0; shape.asks >> i > 0 && step !== undefined; i++) {
      if (((shape.asks >> i) & 1) === 0) continue;
      const at = i * 3;
      step = this.#range(step, this.#passingIn[i]!, this.#passing[at]!, this.#passing[at + 2]!, PASSING_TAG + i);
    }
    return step;
  }

  /** A field that only has the name of a passing one is part of the shape anyway. */
  #bitsOf(looked: readonly number[]): number {
    let bits = 0;
    for (let i = 0; i < this.#passingIn.length; i++) if (looked.includes(this.#passing[i * 3 + 1]!)) bits |= 1 << i;
    return bits;
  }

  #forget(): void {
    this.#byNode.clear();
    this.#size = 0;
  }

  #firstStep(node: string | undefined): Step<T> {
    let step = this.#byNode.get(node);
    if (step === undefined) {
      step = newStep();
      this.#byNode.set(node, step);
      this.#size++;
    }
    return step;
  }

  /** Undefined: the record has no usual form, or is not worth the search. */
  #record(step: Step<T>, record: AuditRecord, headerStart: number): Step<T> | undefined {
    if (!record.newline || record.isOverwritten) return undefined;
    const body = bodyStart(record, headerStart);
    if (body < 0) return undefined;
    const { bytes, end, textEnd, type } = record;
    if (type !== SYSCALL) {
      if (!isAt(bytes, body, PID_LABEL)) return this.#range(step, bytes, body, end, type);
      const afterPid = this.#behindPassing(bytes, body, PID_LABEL, textEnd);
      return afterPid < 0 ? undefined : this.#range(step, bytes, afterPid, end, -type);
    }
    const exit = findExit(bytes, body, Math.min(textEnd, body + FARTHEST));
    let afterPassing = exit;
    for (const label of SYSCALL_LABELS) {
      if (afterPassing < 0) return undefined;
      afterPassing = this.#behindPassing(bytes, afterPassing, label, textEnd);
    }
    if (afterPassing < 0) return undefined;
    const call = this.#range(step, bytes, body, exit, -type);
    return call && this.#range(call, bytes, afterPassing, end, type);
  }

  /** Notes the passing value with that label at `at`; returns the byte behind it, -1 if it is not as it usually is. */
  #behindPassing(bytes: Buffer, at: number, label: Buffer, limit: number): number {
    if (this.#passingIn.length === MOST_PASSING || !isAt(bytes, at, label)) return -1;
    const start = at + label.length;
    const end = behindNumber(bytes, start, limit);
    const note = (this.#passingIn.push(bytes) - 1) * 3;
    this.#passing[note] = at;
    this.#passing[note + 1] = start;
    this.#passing[note + 2] = end;
    return end;
  }

  #range(step: Step<T>, bytes: Buffer, start: number, end: number, tag: number): Step<T> | undefined {
    let number = this.#numbers.get(bytes, start, end, tag);
    if (number === undefined) {
      number = ++this.#lastNumber;
      if (!this.#numbers.keep(number)) return undefined;
    }
    let next = step.next?.get(number);
    if (next === undefined) {
      next = newStep();
      step.next ??= new Map();
      step.next.set(number, next);
      this.#size++;
    }
    return next;
  }
}

const headers = new Map<number, Buffer>();

/** The byte behind the header of a record whose `type=` is at `headerStart`; -1 when that is not as records usually have it. */
export function bodyStart({ bytes, start, textEnd, type }: AuditRecord, headerStart: number): number {
  let header = headers.get(type);
  if (header === undefined) {
    const name = recordTypeName(type);
    if (name === undefined) return -1;
    header = Buffer.from(`type=${name} msg=audit(`);
    headers.set(type, header);
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
