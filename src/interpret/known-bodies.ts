/**
 * Bodies of records that were printed before, from finished pieces (`log/event-parts.ts`): most of a log repeats itself,
 * and of a SYSCALL record only the exit code and the arguments have to be interpreted.
 */
import { ZERO } from '../bytes/int64.js';
import type { Out } from '../bytes/out.js';
import { lastingBytes } from '../bytes/text.js';
import { enrichment } from '../log/enrichment.js';
import { type EventParts, isCall, isUsualHead, type Range, type RecordParts } from '../log/parts/event-parts.js';
import { type KnownPart, literal, type Piece } from '../log/parts/pattern.js';
import type { AuditRecord } from '../log/record.js';
import { SECCOMP } from '../tables/generated/record-type.js';
import type { Machine } from '../tables/syscalls.js';
import type { Interpreter, Rule } from './interpreter.js';
import { kindOfName } from './kind.js';
import { meanTheirNames, passingPieces, SHOWN_PLAIN } from './passing-pieces.js';
import type { RecordBody } from './record-body.js';
import { Registers } from './registers.js';

/** Longer texts are not remembered. */
const LONGEST_KEPT = 4096;
/** Heads that are remembered for one rest. */
const HEADS_KEPT = 64;
/** Of the passing fields of a SYSCALL record these mean something; the others are printed as they are. */
const MEANINGFUL: readonly string[] = ['exit', 'a0', 'a1', 'a2', 'a3'];

const LABELS = MEANINGFUL.map((name) => literal(` ${name}=`));

/** What is known of a rest; null: nothing can be. */
export type RestNote = KnownRest | null;

interface KnownRest {
  readonly text: Buffer;
  /** Heads that were before it: the rest says what they mean, for it has the list of names. */
  readonly heads: Map<Range<RestNote>, KnownHead | null>;
  /** Of the record. */
  part?: KnownPart;
}

interface KnownHead {
  readonly text: Buffer;
  readonly machine: Machine | undefined;
  readonly syscall: number;
  /** Of the record with this head. */
  part?: KnownPart;
}

export class KnownBodies {
  readonly #interpreter: Interpreter;
  readonly #body: RecordBody;
  readonly #parts: EventParts<RestNote>;
  readonly #registers: Registers;
  readonly #meaningful: readonly { readonly label: string; readonly rule: Rule }[];

  /** `parts` are those of the event that is being printed. */
  constructor(interpreter: Interpreter, body: RecordBody, parts: EventParts<RestNote>) {
    this.#interpreter = interpreter;
    this.#body = body;
    this.#parts = parts;
    this.#registers = new Registers(parts, ZERO);
    this.#meaningful = MEANINGFUL.map((name) => ({
      label: ` ${name}=`,
      rule: interpreter.rule(kindOfName(name) ?? 'raw'),
    }));
  }

  /** Tells whether the body of record `i` is known, and makes it so if that can be done. */
  has(record: AuditRecord, i: number): boolean {
    const parts = i < this.#parts.count ? this.#parts.records[i] : undefined;
    if (parts?.rest === undefined) return false;
    if (parts.rest.note === undefined && parts.rest.isWorth) parts.rest.note = this.#tryRest(record, parts);
    if (!parts.rest.note) return false;
    return parts.head === undefined || this.#headOf(record, parts) !== null;
  }

  /** Writes a known body. */
  write({ bytes }: AuditRecord, i: number, out: Out): void {
    const parts = this.#parts.records[i];
    const rest = parts?.rest?.note;
    if (!rest) return;
    const { head, firstPassing, endPassing } = parts;
    const restStart = this.#parts.restStart(parts);
    const known = head && rest.heads.get(head);
    if (known && !isCall(parts)) {
      out.writeBytes(known.text);
      out.writeBytes(bytes, this.#parts.labelStart(firstPassing), restStart);
    } else if (known) {
      out.writeBytes(known.text);
      this.#registers.set(known.machine, known.syscall, firstPassing);
      this.#interpreter.context.set(this.#registers);
      let text = '';
      let passing = firstPassing;
      for (const { label, rule } of this.#meaningful)
        text += label + this.#interpreter.text(rule, this.#parts.passingValue(passing++));
      out.write(text);
      out.writeBytes(bytes, this.#parts.labelStart(firstPassing + MEANINGFUL.length), restStart);
    } else if (firstPassing < endPassing) out.writeBytes(bytes, parts.body, restStart);
    out.writeBytes(rest.text);
  }

  /** How the known body of record `i` is written in all events of the shape. */
  part(i: number): Piece {
    const parts = this.#parts.records[i];
    const rest = parts?.rest?.note;
    if (!rest) throw new Error('a body that is not known');
    const { head, firstPassing } = parts;
    const known = (head && rest.heads.get(head)) || rest;
    if (known.part?.firstPassing !== firstPassing)
      known.part = { firstPassing, part: { kind: 'part', pieces: this.#pieces(parts, rest) } };
    return known.part.part;
  }

  #pieces(parts: RecordParts<RestNote>, rest: KnownRest): readonly Piece[] {
    const { head, firstPassing, endPassing } = parts;
    const end: Piece = { kind: 'literal', bytes: rest.text };
    const known = head && rest.heads.get(head);
    const begin: readonly Piece[] = known ? [{ kind: 'literal', bytes: known.text }] : [];
    if (firstPassing === endPassing) return [end];
    if (!known || !isCall(parts))
      return [...begin, { kind: 'labelled', first: firstPassing, last: endPassing - 1 }, end];
    return [
      ...begin,
      ...MEANINGFUL.flatMap((_, field) => [
        LABELS[field]!,
        ...passingPieces(known, field, firstPassing, this.#interpreter, SHOWN_PLAIN),
      ]),
      { kind: 'labelled', first: firstPassing + MEANINGFUL.length, last: endPassing - 1 },
      end,
    ];
  }

  #tryRest(record: AuditRecord, parts: RecordParts<RestNote>): RestNote {
    const { context } = this.#interpreter;
    const { hasRuleInfo } = context;
    const note = this.#readRest(record, parts);
    context.hasRuleInfo = hasRuleInfo; // it will be read once more
    return note;
  }

  #readRest(record: AuditRecord, parts: RecordParts<RestNote>): RestNote {
    const start = parts.body - record.start;
    const end = this.#parts.restStart(parts) - record.start;
    const hasPassing = parts.firstPassing < parts.endPassing;
    if (hasPassing && !meanTheirNames(record.type, enrichment(record))) return null;
    if (hasPassing && this.#body.before(record, start, end) === undefined) return null;
    const isFirstToTell = !hasPassing || this.#body.isSelfContained;
    const { context } = this.#interpreter;
    const { foreignUses } = context;
    const text = hasPassing ? this.#body.rest() : this.#body.text(record, start);
    // What it says of its system call hangs on nothing but itself, if nothing before it told of one.
    const tellsItsCall = record.type === SECCOMP && isFirstToTell && context.foreignUses === foreignUses;
    if (!(this.#body.isSelfContained || tellsItsCall) || text.length > LONGEST_KEPT) return null;
    return { text: lastingBytes(text), heads: new Map() };
  }

  #headOf(record: AuditRecord, parts: RecordParts<RestNote>): KnownHead | null {
    const { head, rest } = parts;
    if (!head || !rest?.note) return null;
    const { heads } = rest.note;
    let known = heads.get(head);
    if (known === undefined) {
      known = this.#readHead(record, parts);
      if (heads.size === HEADS_KEPT) heads.clear();
      heads.set(head, known);
    }
    return known;
  }

  #readHead(record: AuditRecord, parts: RecordParts<RestNote>): KnownHead | null {
    const end = this.#parts.labelStart(parts.firstPassing);
    if (!isUsualHead(record, parts, end)) return null;
    const head = record.bytes.toString('latin1', parts.body, end);
    // Without a field it is printed as it is, and tells nothing.
    if (!head.includes('=')) return { text: lastingBytes(head), machine: undefined, syscall: -1 };
    const text = this.#body.before(record, parts.body - record.start, end - record.start);
    const { context } = this.#interpreter;
    // A call such as socketcall is named by its argument.
    if (text === undefined || !(isCall(parts) ? context.isUnread : this.#body.isSelfContained)) return null;
    return { text: lastingBytes(text), machine: context.machine, syscall: context.syscall };
  }
}
