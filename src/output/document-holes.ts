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
import { toBytes } from '../bytes/text.js';
import type { Interpreter } from '../interpret/interpreter.js';
import { meanTheirNames, passingPieces, SHOWN_PLAIN, type Shown } from '../interpret/passing-pieces.js';
import { Registers } from '../interpret/registers.js';
import type { AuditEvent } from '../log/event.js';
import { type EventParts, isUsualHead, PASSING_FIELDS, passingField } from '../log/parts/event-parts.js';
import type { Piece } from '../log/parts/pattern.js';
import { type FieldRef, fieldOf, recordOf } from '../normalize/field-ref.js';
import { ALL_ONES } from '../normalize/texts.js';
import type * as tables from '../tables/generated/tables.js';
import { readField } from './field-reading.js';
import { Hole } from './hole.js';
import type { JsonFields } from './json-fields.js';
import { jsonInside } from './json-text.js';
import { linePieces, rawLines } from './raw-lines.js';

type HoleValue = string | number | undefined;

/** The value of an event; undefined: then the document has no such place, and another one is needed. */
type Fill = (event: AuditEvent) => HoleValue;

/** How the kernel writes that, for all events of the shape of one: nothing where it is not set. Undefined: it cannot. */
type FillPieces = (event: AuditEvent) => readonly Piece[] | undefined;

/** What a document shows of a field. */
interface View {
  readonly name: tables.EcsReading;
  readonly of: (raw: string, text: string) => HoleValue;
}

/** Those under which plain decimal numbers are shown as they are. */
const NUMBERS_SHOWN: ReadonlySet<tables.EcsReading> = new Set(['text', 'number', 'id']);
const ARGUMENT = /^a\d$/;

/** Longer texts are cut. */
const LONGEST_VALUE = 8191;
const MARK = /"\\(ud80[01])(\d+)"/;

interface KeptFill {
  readonly fill: Fill;
  readonly pieces: FillPieces;
  readonly isSet: boolean;
  readonly isNumber: boolean;
}

/** A document with its holes: `pieces[0] ◦ pieces[1] ◦ pieces[2]`, quotes of texts included. */
export interface HoledDocument {
  readonly pieces: readonly string[];
  /** Numbers of their fills. */
  readonly holes: readonly number[];
  readonly fills: readonly KeptFill[];
  /** What is in the holes in the event that it was made of. */
  readonly values: readonly string[];
}

/** Makes the holes of one document after the other. */
export class DocumentHoles {
  readonly #json: JsonFields;
  readonly #interpreter: Interpreter;
  readonly #parts: EventParts<never>;
  readonly #registers: Registers;
  #fills: KeptFill[] = [];
  #values: HoleValue[] = [];
  #isKept = true;
  #event: AuditEvent | undefined;

  constructor(json: JsonFields, interpreter: Interpreter, parts: EventParts<never>) {
    this.#json = json;
    this.#interpreter = interpreter;
    this.#parts = parts;
    this.#registers = new Registers(parts, ALL_ONES);
  }

  /** `isKept`: the document is to serve for others; otherwise values stand in it that would be holes. */
  begin(event: AuditEvent, isKept: boolean): void {
    this.#event = event;
    this.#isKept = isKept;
    this.#fills = [];
    this.#values = [];
  }

  /** For what time or serial number say. */
  ofEvent(fill: Fill, pieces?: readonly Piece[]): Hole | HoleValue {
    const value = this.#event && fill(this.#event);
    if (!this.#isKept) return value;
    const isSet = value !== undefined;
    return this.#event && this.#hole(fill, () => (isSet ? pieces : undefined), value);
  }

  /** For the records as they were logged: always a hole. */
  lines(): Hole | undefined {
    const pieces: FillPieces = ({ records }) => linePieces(records, this.#parts);
    return this.#event && this.#hole(rawLines, pieces, rawLines(this.#event));
  }

  /** A field as `readField` reads it. */
  read(ref: FieldRef, reading: tables.EcsReading): Hole | HoleValue {
    return this.#read(ref, { name: reading, of: (raw, text) => readField(reading, raw, text) });
  }

  /** A field's text. */
  text(ref: FieldRef): Hole | string {
    const text = this.#read(ref, WHOLE_TEXT);
    return text instanceof Hole ? text : String(text ?? '');
  }

  /** `text`: the document as JSON. */
  end(text: string): HoledDocument {
    const bytes = toBytes(text);
    if (this.#fills.length === 0) return { pieces: [bytes], holes: [], fills: [], values: [] };
    const parts = bytes.split(MARK);
    const pieces: string[] = [];
    const holes: number[] = [];
    let quote = '';
    for (let i = 0; i < parts.length; i += 3) {
      const isLast = i + 2 >= parts.length;
      const fill = Number(parts[i + 2]);
      const before = quote;
      quote = isLast || (parts[i + 1] === 'ud800' && this.#fills[fill]?.isNumber) ? '' : '"';
      pieces.push(`${before}${parts[i]}${quote}`);
      if (!isLast) holes.push(fill);
    }
    return { pieces, holes, fills: this.#fills, values: holes.map((fill) => holeText(this.#values[fill] ?? '')) };
  }

  #read(ref: FieldRef, view: View): Hole | HoleValue {
    const { fields, texts } = this.#json;
    const looked = fields.lookedPassing.length;
    const value = view.of(fields.raw(ref), texts.text(ref));
    if (!this.#isKept) return value;
    const passing = this.#passingOf(ref);
    const fill = passing < 0 ? undefined : this.#fillOf(ref, passing, view);
    if (fill === undefined) return value;
    fields.lookedPassing.length = looked; // whatever it is, the document is the same
    return this.#hole(fill, this.#piecesOf(ref, passing, view, hasText(value)), value);
  }

  #hole(fill: Fill, pieces: FillPieces, value: HoleValue): Hole | undefined {
    const isSet = hasText(value);
    const isNumber = typeof value === 'number';
    this.#fills.push({ fill, pieces, isSet, isNumber });
    this.#values.push(value);
    return isSet ? new Hole(this.#fills.length - 1, isNumber) : undefined;
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
      return view.of(value, text);
    };
  }

  #piecesOf(ref: FieldRef, passing: number, view: View, isSet: boolean): FillPieces {
    const record = recordOf(ref);
    const parts = this.#parts.records[record];
    const found = this.#json.fields.records[record];
    if (parts === undefined || found === undefined) return () => undefined;
    const field = passingField(parts, passing);
    // Arguments are shown without a question where they mean nothing.
    if (ARGUMENT.test(PASSING_FIELDS[field] ?? '') && !(isSet && view.name === 'text')) return () => undefined;
    const { type } = found;
    const enrichment = this.#json.texts.listOf(record);
    const { machine, syscall } = this.#json.texts.contextOf(record);
    return () => {
      if (!meanTheirNames(type, enrichment)) return undefined;
      return passingPieces({ machine, syscall }, field, passing - field, this.#interpreter, shownAs(view, isSet));
    };
  }
}

const NO_PARTS = { firstPassing: 0, endPassing: 0, rest: undefined } as const;

const WHOLE_TEXT: View = { name: 'text', of: (_, text) => text.slice(0, LONGEST_VALUE) };

/** JSON, without the quotes of a text. */
export function holeText(value: string | number): string {
  return typeof value === 'number' ? String(value) : jsonInside(value);
}

function hasText(value: HoleValue): value is string | number {
  return value !== undefined && value !== '';
}

/** `isSet`: whether those values are shown that there is something of, or the others, as nothing. */
function shownAs({ name, of }: View, isSet: boolean): Shown {
  const text = (raw: string, whole: string): string | undefined => {
    const value = of(raw, whole);
    if (hasText(value) !== isSet) return undefined;
    return hasText(value) ? holeText(value) : '';
  };
  const way = isSet ? name : `no ${name}`;
  return { ...SHOWN_PLAIN, way, text, ...(isSet && NUMBERS_SHOWN.has(name) ? {} : { asksAll: true }) };
}
