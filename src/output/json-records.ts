/**
 * The records of JSON documents. Most of a log was there before: what a range of a record (`log/event-parts.ts`)
 * becomes is kept as finished bytes, in two pieces, since a document has the whole line first and all fields behind it.
 */
import type { Out } from '../bytes/out.js';
import { lastingBytes } from '../bytes/text.js';
import type { Interpreter, Rule } from '../interpret/interpreter.js';
import { kindOfName } from '../interpret/kind.js';
import { meanTheirNames, passingPieces, type Shown } from '../interpret/passing-pieces.js';
import { Registers } from '../interpret/registers.js';
import type { Enrichment } from '../log/enrichment.js';
import {
  type EventParts,
  isCall,
  isUsualHead,
  PASSING_FIELDS,
  passingField,
  type Range,
  type RecordParts,
} from '../log/parts/event-parts.js';
import { type KnownPart, literal, type Piece } from '../log/parts/pattern.js';
import type { AuditRecord } from '../log/record.js';
import { ALL_ONES } from '../normalize/texts.js';
import { recordTypeName } from '../tables/record-types.js';
import type { Machine } from '../tables/syscalls.js';
import type { JsonFields } from './json-fields.js';
import { isUtf8, jsonString, jsonValue } from './json-text.js';

/** Longer texts are not remembered. */
const LONGEST_KEPT = 8192;
/** Heads that are remembered for one rest. */
const HEADS_KEPT = 64;

/** What the rest of a record becomes; null: it depends on more than itself. */
export type RestNote = KnownRest | null;

interface KnownRest {
  /** The end of the line; where there are no passing values all that follows, too. */
  readonly line: Buffer;
  /** The fields and the end of the record, where there are passing values. */
  readonly members: Buffer;
  readonly list: Enrichment | undefined;
  /** What passing values mean is neither in the list nor up to the record type. */
  readonly isPlain: boolean;
  /** Heads that were before it: the rest says what they mean, for it has the list of names. */
  readonly heads: Map<Range<RestNote>, KnownHead | null>;
  part?: RecordPart;
}

interface KnownHead {
  readonly members: string;
  readonly machine: Machine | undefined;
  readonly syscall: number;
  /** Of the record with this head. */
  part?: RecordPart;
}

/** The record's, while it has the same number in its event. */
interface RecordPart extends KnownPart {
  readonly record: number;
}

const NO_HEAD: KnownHead = { members: '', machine: undefined, syscall: -1 };

export class JsonRecords {
  readonly #json: JsonFields;
  readonly #interpreter: Interpreter;
  readonly #parts: EventParts<RestNote>;
  readonly #registers: Registers;
  readonly #passing: readonly { readonly name: string; readonly start: string; readonly rule: Rule }[];
  /** By record type. */
  readonly #starts = new Map<number, Buffer>();

  constructor(json: JsonFields, interpreter: Interpreter, parts: EventParts<RestNote>) {
    this.#json = json;
    this.#interpreter = interpreter;
    this.#parts = parts;
    this.#registers = new Registers(parts, ALL_ONES);
    this.#passing = PASSING_FIELDS.map((name) => ({
      name,
      start: `{"name":"${name}","raw":"`,
      rule: interpreter.rule(kindOfName(name) ?? 'raw'),
    }));
  }

  /** Writes record `i` of the event that fields and parts have been loaded with. */
  write(record: AuditRecord, i: number, out: Out): void {
    const isUsual = i < this.#parts.count && !hasOddNode(record);
    const parts = isUsual ? this.#parts.records[i] : undefined;
    const rest = parts && this.#restOf(record, i, parts);
    const head = rest && this.#headOf(record, i, parts, rest);
    if (parts && head && rest) this.#writeKnown(record, parts, head, rest, out);
    else this.#writeFresh(record, i, out);
  }

  /** How record `i` is written in all events of the shape; undefined: it is not known well enough. */
  part(record: AuditRecord, i: number): Piece | undefined {
    const parts = i < this.#parts.count && !hasOddNode(record) ? this.#parts.records[i] : undefined;
    const rest = parts && this.#restOf(record, i, parts);
    const head = rest && this.#headOf(record, i, parts, rest);
    if (!parts || !rest || !head) return undefined;
    const { firstPassing, endPassing } = parts;
    if (firstPassing < endPassing && !rest.isPlain) return undefined;
    const known = head === NO_HEAD ? rest : head;
    if (known.part?.firstPassing !== firstPassing || known.part.record !== i) {
      const pieces = this.#pieces(record.type, i, parts, head, rest);
      known.part = { firstPassing, record: i, part: { kind: 'part', pieces } };
    }
    return known.part.part;
  }

  #pieces(type: number, i: number, parts: RecordParts<RestNote>, head: KnownHead, rest: KnownRest): readonly Piece[] {
    const { firstPassing, endPassing } = parts;
    const pieces: Piece[] = [
      { kind: 'literal', bytes: this.#recordType(type) },
      { kind: 'record', number: i },
      { kind: 'literal', bytes: rest.line },
    ];
    if (firstPassing === endPassing) return pieces;
    if (head.members !== '') pieces.push(literal(`${head.members},`));
    const noField = firstPassing - passingField(parts, firstPassing); // where that of field number 0 would stand
    for (let passing = firstPassing; passing < endPassing; passing++) {
      const field = passing - noField;
      pieces.push((passing === firstPassing ? FIRST_MEMBERS : NEXT_MEMBERS)[field]!);
      pieces.push({ kind: 'value', first: passing, last: passing }, VALUE);
      pieces.push(...passingPieces(head, field, noField, this.#interpreter, SHOWN_AS_JSON));
    }
    return [...pieces, CLOSE, { kind: 'literal', bytes: rest.members }];
  }

  #writeKnown(record: AuditRecord, parts: RecordParts<RestNote>, head: KnownHead, rest: KnownRest, out: Out): void {
    const { firstPassing, endPassing } = parts;
    out.writeBytes(this.#recordType(record.type));
    // Header, head and passing values need no escapes.
    out.writeBytes(record.bytes, record.start, this.#parts.restStart(parts));
    out.writeBytes(rest.line);
    if (firstPassing === endPassing) return;
    this.#registers.set(head.machine, head.syscall, firstPassing);
    this.#interpreter.context.set(this.#registers);
    let members = head.members;
    for (let i = firstPassing; i < endPassing; i++) {
      const { name, start, rule } = this.#passing[passingField(parts, i)]!;
      const value = this.#parts.passingValue(i);
      const text = rest.isPlain
        ? this.#interpreter.text(rule, value)
        : this.#interpreter.field({ name, value, type: record.type, enrichment: rest.list, syscall: this.#registers });
      members += `${members === '' ? start : `,${start}`}${value}","value":${jsonValue(value, text)}}`;
    }
    out.write(members);
    out.writeBytes(rest.members);
  }

  #recordType(type: number): Buffer {
    let start = this.#starts.get(type);
    if (start === undefined) {
      start = Buffer.from(recordType(type));
      this.#starts.set(type, start);
    }
    return start;
  }

  #writeFresh(record: AuditRecord, i: number, out: Out): void {
    const fields = i < this.#json.fields.records.length ? this.#json.ofRecord(i) : '';
    out.write(`${recordHead(record)},"fields":[${fields}]}`);
  }

  #restOf(record: AuditRecord, i: number, parts: RecordParts<RestNote>): RestNote | undefined {
    const { rest } = parts;
    if (rest === undefined) return undefined;
    if (rest.note === undefined && rest.isWorth) rest.note = this.#readRest(record, i, parts);
    return rest.note;
  }

  #readRest(record: AuditRecord, i: number, parts: RecordParts<RestNote>): RestNote {
    const { context } = this.#interpreter;
    const text = record.bytes.toString('latin1', this.#parts.restStart(parts), record.end);
    const start = this.#fieldsBehindPassing(record, i, parts);
    if (start < 0 || !isUtf8(text)) return null;
    const { uses } = context;
    const members = this.#json.ofFields(i, start, this.#json.fields.count(i));
    if (context.uses !== uses || members.length > LONGEST_KEPT) return null;
    const line = `${jsonString(text).slice(1)},"fields":[`;
    const end = `${members}]}`;
    const isAll = parts.firstPassing === parts.endPassing;
    const list = this.#json.texts.listOf(i);
    return {
      line: lastingBytes(isAll ? line + end : line),
      members: lastingBytes(members === '' ? end : `,${end}`),
      list,
      isPlain: meanTheirNames(record.type, list),
      heads: new Map(),
    };
  }

  #headOf(record: AuditRecord, i: number, parts: RecordParts<RestNote>, { heads }: KnownRest): KnownHead | null {
    if (parts.head === undefined) return NO_HEAD;
    let head = heads.get(parts.head);
    if (head === undefined) {
      head = this.#readHead(record, i, parts);
      if (heads.size === HEADS_KEPT) heads.clear();
      heads.set(parts.head, head);
    }
    return head;
  }

  #readHead(record: AuditRecord, i: number, parts: RecordParts<RestNote>): KnownHead | null {
    const { fields, texts } = this.#json;
    const first = this.#json.firstField(i);
    const end = this.#fieldsBehindPassing(record, i, parts) - (parts.endPassing - parts.firstPassing);
    if (end < first) return null;
    if (!isUsualHead(record, parts, this.#parts.labelStart(parts.firstPassing))) return null;
    fields.lookedPassing.length = 0;
    const { context } = this.#interpreter;
    const { uses } = context;
    const members = this.#json.ofFields(i, first, end);
    if (fields.lookedPassing.length > 0) return null; // a call such as socketcall, which is named by its argument
    if (!isCall(parts) && context.uses !== uses) return null;
    const { machine, syscall } = texts.contextOf(i);
    return { members, machine, syscall };
  }

  /** The number of the record's first field behind the passing ones; -1 unless these are fields, one after the other. */
  #fieldsBehindPassing(record: AuditRecord, i: number, { firstPassing, endPassing }: RecordParts<RestNote>): number {
    const { fields } = this.#json;
    let field = this.#json.firstField(i);
    if (firstPassing === endPassing) return field;
    const count = fields.count(i);
    const start = (passing: number): number => this.#parts.passingStart(passing) - record.start;
    while (field < count && fields.valueStart(i, field) !== start(firstPassing)) field++;
    for (let passing = firstPassing; passing < endPassing; passing++, field++)
      if (field >= count || fields.valueStart(i, field) !== start(passing)) return -1;
    return field;
  }
}

const FIRST_MEMBERS = PASSING_FIELDS.map((name) => literal(`{"name":"${name}","raw":"`));
const NEXT_MEMBERS = PASSING_FIELDS.map((name) => literal(`},{"name":"${name}","raw":"`));
const VALUE = literal('","value":');
const CLOSE = literal('}');
const SHOWN_AS_JSON: Shown = { beforeHex: literal('"0x'), behindHex: [literal('"')], text: jsonValue };

const BLANK = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const DELETE = 0x7f;

/** The name of its host has bytes that JSON escapes: all else of a header is letters, digits and a few signs. */
export function hasOddNode({ bytes, start, textEnd }: AuditRecord): boolean {
  if (bytes[start] !== 0x6e) return false; // n
  for (let at = start; at < textEnd; at++) {
    const byte = bytes[at] ?? BLANK;
    if (byte === BLANK) return false;
    if (byte < BLANK || byte === QUOTE || byte === BACKSLASH || byte >= DELETE) return true;
  }
  return false;
}

/** The start of a record, up to its line. */
function recordType(type: number): string {
  const name = recordTypeName(type);
  return `{"type":${name === undefined ? 'null' : `"${name}"`},"type_number":${type},"line":"`;
}

/** The open object of a record, up to where its fields go. */
function recordHead(record: AuditRecord): string {
  const { line } = record;
  const bytes = isUtf8(line) ? '' : `,"line_base64":"${Buffer.from(line, 'latin1').toString('base64')}"`;
  return `${recordType(record.type)}${jsonString(line).slice(1)}${bytes}${record.newline ? '' : ',"newline":false'}`;
}
