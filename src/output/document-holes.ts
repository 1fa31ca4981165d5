/**
 * What differs between events of a shape (`normalize/event-shapes.ts`) stands in a document as a hole while it is made, so
 * that the document serves for all of them:
 *
 *     {"@timestamp":"\ud8000","process":{"pid":"\ud8001","name":"cat"}}      made once
 *     {"@timestamp":   ◦     ,"process":{"pid":   ◦     ,"name":"cat"}}      kept: bytes, holes between them
 *
 * A lone surrogate marks a hole: texts of a log are decoded from UTF-8, which has none, and JSON writes it as `\ud800`
 * behind a quote, where a text of the log has two backslashes.
 */
import type { Interpreter } from '../interpret/interpreter.js';
import { Registers } from '../interpret/registers.js';
import type { AuditEvent } from '../log/event.js';
import { type EventParts, isUsualHead, PASSING_FIELDS, passingField } from '../log/parts/event-parts.js';
import { type FieldRef, fieldOf, recordOf } from '../normalize/field-ref.js';
import { ALL_ONES } from '../normalize/texts.js';
import type * as tables from '../tables/generated/tables.js';
import { readField } from './field-reading.js';
import { Hole } from './hole.js';
import type { JsonFields } from './json-fields.js';
import { jsonString } from './json-text.js';

type HoleValue = string | number | undefined;

/** The value of an event; undefined: then the document has no such place, and another one is needed. */
type Fill = (event: AuditEvent) => HoleValue;

/** What a document shows of a field. */
type View = (raw: string, text: string) => HoleValue;

/** Longer texts are cut. */
const LONGEST_VALUE = 8191;
const MARK = /"\\(ud80[01])(\d+)"/;

interface KeptFill {
  readonly fill: Fill;
  readonly isSet: boolean;
}

/** A document with its holes: `pieces[0] ◦ pieces[1] ◦ pieces[2]`. */
export interface HoledDocument {
  readonly pieces: readonly string[];
  readonly holes: readonly { readonly fill: number; readonly isText: boolean }[];
  readonly fills: readonly KeptFill[];
}

/** Makes the holes of one document after the other. */
export class DocumentHoles {
  readonly #json: JsonFields;
  readonly #interpreter: Interpreter;
  readonly #parts: EventParts<never>;
  readonly #registers: Registers;
  #fills: KeptFill[] = [];
  #event: AuditEvent | undefined;

  constructor(json: JsonFields, interpreter: Interpreter, parts: EventParts<never>) {
    this.#json = json;
    this.#interpreter = interpreter;
    this.#parts = parts;
    this.#registers = new Registers(parts, ALL_ONES);
  }

  begin(event: AuditEvent): void {
    this.#event = event;
    this.#fills = [];
  }

  /** For what time, serial number or lines say. */
  ofEvent(fill: Fill): Hole | undefined {
    return this.#event && this.#hole(fill, fill(this.#event));
  }

  /** A field as `readField` reads it. */
  read(ref: FieldRef, reading: tables.EcsReading): Hole | HoleValue {
    return this.#read(ref, (raw, text) => readField(reading, raw, text));
  }

  /** A field's text. */
  text(ref: FieldRef): Hole | string {
    const text = this.#read(ref, (_, whole) => whole.slice(0, LONGEST_VALUE));
    return text instanceof Hole ? text : String(text ?? '');
  }

  /** `text`: the document as JSON. */
  end(text: string): HoledDocument {
    const parts = Buffer.from(text, 'utf8').toString('latin1').split(MARK);
    const pieces: string[] = [];
    const holes: { fill: number; isText: boolean }[] = [];
    for (let i = 0; i < parts.length; i += 3) {
      pieces.push(parts[i] ?? '');
      if (i + 2 < parts.length) holes.push({ fill: Number(parts[i + 2]), isText: parts[i + 1] === 'ud801' });
    }
    return { pieces, holes, fills: this.#fills };
  }

  #read(ref: FieldRef, view: View): Hole | HoleValue {
    const { fields, texts } = this.#json;
    const looked = fields.lookedPassing.length;
    const value = view(fields.raw(ref), texts.text(ref));
    const passing = this.#passingOf(ref);
    const fill = passing < 0 ? undefined : this.#fillOf(ref, passing, view);
    if (fill === undefined) return value;
    fields.lookedPassing.length = looked; // whatever it is, the document is the same
    return this.#hole(fill, value);
  }

  #hole(fill: Fill, value: HoleValue): Hole | undefined {
    const isSet = value !== undefined && value !== '';
    this.#fills.push({ fill, isSet });
    return isSet ? new Hole(this.#fills.length - 1, typeof value === 'number') : undefined;
  }

  /** The number of the passing value that the field is; -1: it is none. */
  #passingOf(ref: FieldRef): number {
    const record = recordOf(ref);
    if (record >= this.#parts.count) return -1;
    const { firstPassing, endPassing, rest } = this.#parts.records[record] ?? NO_PARTS;
    const found = this.#json.fields.records[record];
    if (found === undefined || rest === undefined) return -1;
    const start = this.#json.fields.valueStart(record, fieldOf(ref)) + found.start;
    for (let i = firstPassing; i < endPassing; i++) if (this.#parts.passingStart(i) === start) return i;
    return -1;
  }

  #fillOf(ref: FieldRef, passing: number, view: View): Fill | undefined {
    const record = recordOf(ref);
    const parts = this.#parts.records[record];
    const found = this.#json.fields.records[record];
    if (parts === undefined || found === undefined || this.#json.fields.raw(ref) !== this.#parts.passingValue(passing))
      return undefined;
    const { head, firstPassing } = parts;
    if (head !== undefined && !isUsualHead(found, parts, this.#parts.labelStart(firstPassing))) return undefined;
    const name = PASSING_FIELDS[passingField(parts, passing)];
    if (name === undefined) return undefined;
    const { type } = found;
    const enrichment = this.#json.texts.listOf(record);
    const { machine, syscall } = this.#json.texts.contextOf(record);
    return () => {
      const value = this.#parts.passingValue(passing);
      this.#registers.set(machine, syscall, firstPassing);
      const text = this.#interpreter.field({ name, value, type, enrichment, syscall: this.#registers });
      return view(value, text);
    };
  }
}

const NO_PARTS = { firstPassing: 0, endPassing: 0, rest: undefined } as const;

/** JSON. */
export function holeText(value: string | number, isText: boolean): string {
  return typeof value === 'number' && !isText ? String(value) : jsonString(String(value));
}
