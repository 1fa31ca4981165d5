/**
 * The fields of one output event as csv and text see them (spec interpretation section 7.2, normalization sections 1.2
 * and 1.3). A record is split when a lookup first reaches it; fields are offsets into its text, so that only what is
 * printed becomes a string.
 */
import type { AuditRecord } from '../log/record.js';
import { splitKeys } from './keys.js';
import { readPermissions } from './permissions.js';

/** A field of the event: record number * 65536 + field number; `NO_FIELD` is none. */
export type FieldRef = number;
export const NO_FIELD: FieldRef = -1;

const MAX_FIELDS = 0xffff;
/** Per field: name start, value start, value end, fingerprint. A negative name start is an index into the made-up fields. */
const SLOT = 4;
const BLANK = 0x20;
const EQUALS = 0x3d;
const QUOTE = 0x22;

const AVC = 1400;
const USER_AVC = 1107;

export function fieldRef(record: number, field: number): FieldRef {
  return record * (MAX_FIELDS + 1) + field;
}

export function recordOf(ref: FieldRef): number {
  return Math.floor(ref / (MAX_FIELDS + 1));
}

export function fieldOf(ref: FieldRef): number {
  return ref & MAX_FIELDS;
}

interface MadeField {
  readonly name: string;
  readonly value: string;
}

export interface SplitOptions {
  /** Values in double quotes may contain blanks. Off: they end at the first blank, as in csv and text output. */
  readonly wholeQuotes?: boolean;
}

export class EventFields {
  /** The records of the output event, in log order. */
  records: readonly AuditRecord[] = [];
  #first: Int32Array = new Int32Array(64); // first slot of a record, -1 while it is not split
  #count: Int32Array = new Int32Array(64);
  #slots: Int32Array = new Int32Array(SLOT * 512);
  #used = 0;
  readonly #made: MadeField[] = [];
  #cutShort = -1;
  readonly #wholeQuotes: boolean;

  constructor({ wholeQuotes = false }: SplitOptions = {}) {
    this.#wholeQuotes = wholeQuotes;
  }

  /** Starts with another event; nothing of the last one stays valid. */
  load(records: readonly AuditRecord[]): void {
    this.records = records;
    this.#used = 0;
    this.#made.length = 0;
    this.#cutShort = -1;
    if (records.length > this.#first.length) {
      this.#first = new Int32Array(records.length * 2);
      this.#count = new Int32Array(records.length * 2);
    }
    this.#first.fill(-1, 0, records.length);
  }

  /** The number of fields of a record, splitting it if need be. */
  count(record: number): number {
    if (this.#first[record]! < 0) this.#split(record);
    return this.#count[record]!;
  }

  /** True when the permission list of an AVC record is too long, so that splitting stopped there (spec section 1.2). */
  isCutShort(record: number): boolean {
    this.count(record);
    return this.#cutShort === record;
  }

  /** The first field from `field` on with that name, in this record only; -1 if there is none. */
  indexOf(record: number, field: number, name: string): number {
    const count = this.count(record);
    const wanted = fingerprint(name, 0, name.length);
    const slots = this.#slots;
    let slot = (this.#first[record]! + field) * SLOT;
    for (let i = field; i < count; i++, slot += SLOT) {
      if (slots[slot + 3] === wanted && this.#isNamed(record, slot, name)) return i;
    }
    return -1;
  }

  isNamed(ref: FieldRef, name: string): boolean {
    return this.name(ref) === name;
  }

  name(ref: FieldRef): string {
    const record = recordOf(ref);
    const slot = this.#slot(ref);
    const start = this.#slots[slot]!;
    return start < 0
      ? this.#made[-1 - start]!.name
      : this.records[record]!.text.slice(start, this.#slots[slot + 1]! - 1);
  }

  /** The raw value, trimmed as the splitter does. */
  raw(ref: FieldRef): string {
    const record = recordOf(ref);
    const slot = this.#slot(ref);
    const start = this.#slots[slot]!;
    if (start < 0) return this.#made[-1 - start]!.value;
    return this.records[record]!.text.slice(this.#slots[slot + 1], this.#slots[slot + 2]);
  }

  /** Name, `=` and trimmed value as they stand in the record; undefined for a field that was made from other text. */
  token(ref: FieldRef): string | undefined {
    const slot = this.#slot(ref);
    const start = this.#slots[slot]!;
    return start < 0 ? undefined : this.records[recordOf(ref)]!.text.slice(start, this.#slots[slot + 2]);
  }

  /** The text of fields `first` to `end` (not included) with what stands between them; undefined if one was made up. */
  source(record: number, first: number, end: number): string | undefined {
    const base = this.#first[record]!;
    for (let slot = base + first; slot < base + end; slot++) if (this.#slots[slot * SLOT]! < 0) return undefined;
    return this.records[record]!.text.slice(
      this.#slots[(base + first) * SLOT]!,
      this.#slots[(base + end - 1) * SLOT + 2],
    );
  }

  fingerprintOf(record: number, field: number): number {
    return this.#slots[(this.#first[record]! + field) * SLOT + 3]!;
  }

  /** Field number `field` of `record`, if it has that many. */
  at(record: number, field: number): FieldRef {
    return record < this.records.length && field < this.count(record) ? fieldRef(record, field) : NO_FIELD;
  }

  #slot(ref: FieldRef): number {
    return (this.#first[recordOf(ref)]! + fieldOf(ref)) * SLOT;
  }

  #isNamed(record: number, slot: number, name: string): boolean {
    const start = this.#slots[slot]!;
    if (start < 0) return this.#made[-1 - start]!.name === name;
    return this.records[record]!.text.startsWith(name, start);
  }

  #split(record: number): void {
    const { text, type } = this.records[record]!;
    const first = this.#used;
    this.#first[record] = first;
    if (type === AVC || type === USER_AVC) this.#splitAvc(record, text);
    else {
      let at = 0;
      while (at < text.length) at = this.#token(text, at);
    }
    this.#count[record] = Math.min(this.#used - first, MAX_FIELDS);
  }

  /** Takes the token that starts at or behind `at`; returns where it ended. */
  #token(text: string, at: number): number {
    const length = text.length;
    let start = at;
    while (start < length && text.charCodeAt(start) === BLANK) start++;
    let equals = -1;
    let end = start;
    for (; end < length; end++) {
      const c = text.charCodeAt(end);
      if (c === BLANK) break;
      if (c === EQUALS && equals < 0) equals = end;
      else if (c === QUOTE && this.#wholeQuotes && equals >= 0 && text.charCodeAt(end - 1) === EQUALS) {
        const close = text.indexOf('"', end + 1);
        if (close > 0) end = close;
      }
    }
    if (equals >= 0) this.#field(text, start, equals, end);
    return end;
  }

  /** Keeps `text[start, end)`, whose first `=` is at `equals`, unless it is one of the tokens that are no fields. */
  #field(text: string, start: number, equals: number, end: number): void {
    if (equals - start === 3 && text.startsWith('msg', start)) {
      if (text[equals + 1] === 'a') return;
      if (text[equals + 1] === "'") {
        start = equals + 2;
        equals = text.indexOf('=', start);
        if (equals < 0 || equals >= end) return;
      }
    }
    if (text[start] === '(') start++;
    const value = equals + 1;
    if (value === end) return;
    if (equals - start === 3 && text.startsWith('key', start)) {
      const c = text[value];
      if (c !== '"' && c !== '(') {
        for (const key of splitKeys(text.slice(value, trimmed(text, value, end)))) this.#make('key', key);
        return;
      }
    }
    this.#keep(start, value, trimmed(text, value, end), fingerprint(text, start, equals));
  }

  #make(name: string, value: string): void {
    this.#made.push({ name, value });
    this.#keep(-this.#made.length, 0, 0, fingerprint(name, 0, name.length));
  }

  #keep(name: number, value: number, end: number, print: number): void {
    let slot = this.#used * SLOT;
    if (slot === this.#slots.length) {
      const larger = new Int32Array(this.#slots.length * 2);
      larger.set(this.#slots);
      this.#slots = larger;
    }
    this.#slots[slot++] = name;
    this.#slots[slot++] = value;
    this.#slots[slot++] = end;
    this.#slots[slot] = print;
    this.#used++;
  }

  /** AVC records have two words that become fields: the decision and, in braces, the permissions (spec section 1.2). */
  #splitAvc(record: number, text: string): void {
    const first = this.#used;
    let node = 0;
    let at = 0;
    while (at < text.length) {
      while (text.charCodeAt(at) === BLANK) at++;
      const before = this.#used;
      let end = this.#token(text, at);
      const kept = before - first - node;
      if (this.#used > before) {
        if (before === first && text.startsWith('node=', at)) node = 1;
      } else if (end > at && (kept === 1 || kept === 2) && !text.slice(at, end).includes('=')) {
        if (kept === 1 && !text.startsWith('avc', at)) this.#make('seresult', text.slice(at, end));
        if (kept === 2 && text[at] === '{') {
          const permissions = readPermissions(text, at);
          if (permissions.joined === undefined) {
            this.#cutShort = record;
            return;
          }
          this.#make('seperms', permissions.joined);
          end = permissions.end;
        }
      }
      at = end;
    }
  }
}

/** Length, first and last byte of a name: tells nearly all names of a record apart without comparing text. */
export function fingerprint(text: string, start: number, end: number): number {
  if (end === start) return 0;
  return ((end - start) << 16) | (text.charCodeAt(start) << 8) | text.charCodeAt(end - 1);
}

/** The end of a value: one trailing `:`, then one `,`, `'` and `)` belong to the prose around it. */
function trimmed(text: string, start: number, end: number): number {
  if (text.charCodeAt(end - 1) === 0x3a) end--;
  if (end > start && text.charCodeAt(end - 1) === 0x2c) end--;
  if (end > start && text.charCodeAt(end - 1) === 0x27) end--;
  if (end > start && text.charCodeAt(end - 1) === 0x29) {
    const whole = end - start === 6 && (text.startsWith('(none)', start) || text.startsWith('(null)', start));
    if (!whole) end--;
  }
  return end;
}
