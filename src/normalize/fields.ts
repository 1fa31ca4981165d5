/**
 * The fields of one output event as csv and text see them. A record is split when a lookup first reaches it; fields are
 * offsets into its text, so that only what is printed becomes a string.
 */

import { grown } from '../log/assemble/slots.js';
import { PASSING_FIELDS } from '../log/parts/event-parts.js';
import type { AuditRecord } from '../log/record.js';
import { AVC, USER_AVC } from '../tables/generated/record-type.js';
import { type FieldRef, fieldOf, fieldRef, MAX_FIELDS, MAX_RECORDS, NO_FIELD, recordOf } from './field-ref.js';
import { splitKeys } from './keys.js';
import { readPermissions } from './permissions.js';
import { fingerprint, isWord, print, trimmed } from './token.js';

/** Per field. A negative start of the name is an index into the made-up fields. */
const SLOT = 4;
const NAME = 0;
const VALUE = 1;
const END = 2;
const PRINT = 3;
const BLANK = 0x20;
const EQUALS = 0x3d;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const OPEN = 0x28;
const LETTER_A = 0x61;

/** Fields whose values hardly ever come again, and hardly ever matter to what happened. */
const PASSING: ReadonlySet<number> = new Set(PASSING_FIELDS.map(fingerprint));

type MadeField = Readonly<Record<'name' | 'value', string>>;

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
  /** Where values begin, in the records' bytes, that were looked at and have names of passing fields (`event-parts.ts`). */
  readonly lookedPassing: number[] = [];
  readonly #wholeQuotes: boolean;
  // The record being split.
  #bytes: Buffer = Buffer.alloc(0);
  #base = 0;
  #end = 0;

  constructor({ wholeQuotes = false }: SplitOptions = {}) {
    this.#wholeQuotes = wholeQuotes;
  }

  /** Starts with another event; nothing of the last one stays valid. */
  load(all: readonly AuditRecord[]): void {
    const records = all.length > MAX_RECORDS ? all.slice(0, MAX_RECORDS) : all;
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
    if (this.#firstOf(record) < 0) this.#split(record);
    return this.#count[record]!;
  }

  /** True when the permission list of an AVC record is too long, so that splitting stopped there. */
  isCutShort(record: number): boolean {
    this.count(record);
    return this.#cutShort === record;
  }

  /** The first field from `field` on with that name, in this record only; -1 if there is none. */
  indexOf(record: number, field: number, name: string): number {
    const count = this.count(record);
    const wanted = fingerprint(name);
    const slots = this.#slots;
    let slot = (this.#firstOf(record) + field) * SLOT;
    for (let i = field; i < count; i++, slot += SLOT) {
      if (slots[slot + PRINT] === wanted && this.#isNamed(record, slot, name)) return i;
    }
    return -1;
  }

  /** A record by its number, which is one of this event's. */
  record(number: number): AuditRecord {
    return this.records[number]!;
  }

  isNamed(ref: FieldRef, name: string): boolean {
    return this.name(ref) === name;
  }

  name(ref: FieldRef): string {
    const slot = this.#slot(ref);
    const start = this.#at(slot, NAME);
    return start < 0
      ? this.#madeAt(start).name
      : this.record(recordOf(ref)).text.slice(start, this.#at(slot, VALUE) - 1);
  }

  /** The raw value, trimmed as the splitter does. */
  raw(ref: FieldRef): string {
    const record = recordOf(ref);
    const slot = this.#slot(ref);
    const start = this.#at(slot, NAME);
    this.#noteRead(record, slot);
    if (start < 0) return this.#madeAt(start).value;
    return this.record(record).text.slice(this.#at(slot, VALUE), this.#at(slot, END));
  }

  /** Name, `=` and trimmed value as they stand in the record; undefined for a field that was made from other text. */
  token(ref: FieldRef): string | undefined {
    const record = recordOf(ref);
    const slot = this.#slot(ref);
    const start = this.#at(slot, NAME);
    this.#noteRead(record, slot);
    return start < 0 ? undefined : this.record(record).text.slice(start, this.#at(slot, END));
  }

  /** Tells whether `token(ref)` is `token`, without making it. */
  isToken(ref: FieldRef, token: string): boolean {
    const record = recordOf(ref);
    const slot = this.#slot(ref);
    const start = this.#at(slot, NAME);
    this.#noteRead(record, slot);
    if (start < 0 || this.#at(slot, END) - start !== token.length) return false;
    return this.record(record).text.startsWith(token, start);
  }

  /** A number that equal tokens have in common: from the name's fingerprint, the length and the last bytes. */
  tokenHash(ref: FieldRef): number {
    const slot = this.#slot(ref);
    const start = this.#at(slot, NAME);
    if (start < 0) return 0;
    const end = this.#at(slot, END);
    const { text } = this.record(recordOf(ref));
    const tail = (text.charCodeAt(end - 1) * 31 + text.charCodeAt(end - 2)) * 31 + text.charCodeAt(end - 3);
    return (Math.imul(this.#at(slot, PRINT), 0x9e3779b1) >>> 16) ^ Math.imul(tail + (end - start) * 977, 0x85ebca6b);
  }

  /** Where the value of field number `field` begins in the text of `record`; -1 for a field that was made from other text. */
  valueStart(record: number, field: number): number {
    const slot = (this.#firstOf(record) + field) * SLOT;
    return this.#at(slot, NAME) < 0 ? -1 : this.#at(slot, VALUE);
  }

  /** Field number `field` of `record`, if it has that many. */
  at(record: number, field: number): FieldRef {
    return record < this.records.length && field < this.count(record) ? fieldRef(record, field) : NO_FIELD;
  }

  #noteRead(record: number, slot: number): void {
    if (PASSING.has(this.#at(slot, PRINT))) this.lookedPassing.push(this.record(record).start + this.#at(slot, VALUE));
  }

  #at(slot: number, column: number): number {
    return this.#slots[slot + column]!;
  }

  #firstOf(record: number): number {
    return this.#first[record]!;
  }

  /** The field that was made from other text; `name` is what its slot has for a name. */
  #madeAt(name: number): MadeField {
    return this.#made[-1 - name]!;
  }

  #slot(ref: FieldRef): number {
    return (this.#firstOf(recordOf(ref)) + fieldOf(ref)) * SLOT;
  }

  #isNamed(record: number, slot: number, name: string): boolean {
    const start = this.#at(slot, NAME);
    if (start < 0) return this.#madeAt(start).name === name;
    return this.record(record).text.startsWith(name, start);
  }

  #split(record: number): void {
    const found = this.record(record);
    const first = this.#used;
    this.#first[record] = first;
    if (found.isOverwritten) {
      this.#bytes = Buffer.from(found.text, 'latin1');
      this.#base = 0;
      this.#end = this.#bytes.length;
    } else {
      this.#bytes = found.bytes;
      this.#base = found.start;
      this.#end = found.textEnd;
    }
    if (found.type === AVC || found.type === USER_AVC) this.#splitAvc(record, found.text);
    else for (let at = this.#base; at < this.#end; ) at = this.#token(at, found);
    this.#count[record] = Math.min(this.#used - first, MAX_FIELDS);
  }

  /** Takes the token that starts at or behind byte `at`; returns where it ended. A hot loop: every byte comes by. */
  #token(at: number, record: AuditRecord): number {
    const bytes = this.#bytes;
    const limit = this.#end;
    let start = at;
    while (start < limit && bytes[start] === BLANK) start++;
    let end = start;
    while (end < limit && bytes[end] !== EQUALS && bytes[end] !== BLANK) end++;
    if (end >= limit || bytes[end] === BLANK) return end;
    const equals = end++;
    if (this.#wholeQuotes && bytes[end] === QUOTE) {
      const close = bytes.indexOf(QUOTE, end + 1);
      if (close > 0 && close < limit) end = close;
    }
    while (end < limit && bytes[end] !== BLANK) end++;
    this.#field(start, equals, end, record);
    return end;
  }

  /** Keeps the bytes from `start` to `end`, whose first `=` is at `equals`, unless they are one of the tokens that are no fields. */
  #field(start: number, equals: number, end: number, record: AuditRecord): void {
    const bytes = this.#bytes;
    if (equals - start === 3 && isWord(bytes, start, 'msg')) {
      if (bytes[equals + 1] === LETTER_A) return;
      if (bytes[equals + 1] === APOSTROPHE) {
        start = equals + 2;
        equals = start;
        while (equals < end && bytes[equals] !== EQUALS) equals++;
        if (equals >= end) return;
      }
    }
    if (bytes[start] === OPEN) start++;
    const value = equals + 1;
    if (value === end) return;
    const last = trimmed(bytes, value, end);
    const base = this.#base;
    if (equals - start === 3 && isWord(bytes, start, 'key') && bytes[value] !== QUOTE && bytes[value] !== OPEN) {
      for (const key of splitKeys(record.text.slice(value - base, last - base))) this.#make('key', key);
      return;
    }
    const length = equals - start;
    const namePrint = length === 0 ? 0 : print(length, bytes[start]!, bytes[start + 1]!, bytes[equals - 1]!);
    this.#keep(start - base, value - base, last - base, namePrint);
  }

  #make(name: string, value: string): void {
    this.#made.push({ name, value });
    this.#keep(-this.#made.length, 0, 0, fingerprint(name));
  }

  #keep(name: number, value: number, end: number, namePrint: number): void {
    let slot = this.#used * SLOT;
    if (slot === this.#slots.length) this.#slots = grown(this.#slots);
    this.#slots[slot++] = name;
    this.#slots[slot++] = value;
    this.#slots[slot++] = end;
    this.#slots[slot] = namePrint;
    this.#used++;
  }

  /** AVC records have two words that become fields: the decision and, in braces, the permissions. */
  #splitAvc(record: number, text: string): void {
    const found = this.record(record);
    const base = this.#base;
    const first = this.#used;
    let node = 0;
    let at = 0;
    while (at < text.length) {
      while (text.charCodeAt(at) === BLANK) at++;
      const before = this.#used;
      let end = this.#token(at + base, found) - base;
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
