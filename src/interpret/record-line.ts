/** One record as `ausearch -i` prints it: header, then body. */
import type { Out } from '../bytes/out.js';
import type { TimeLocale } from '../locale/locale.js';
import type { AuditEvent } from '../log/event.js';
import { EventParts } from '../log/parts/event-parts.js';
import { literal, type Patterns, type Piece } from '../log/parts/pattern.js';
import type { AuditRecord } from '../log/record.js';
import { recordTypeName } from '../tables/record-types.js';
import { NO_SYSCALL } from './context.js';
import type { Interpreter } from './interpreter.js';
import { KnownBodies, type RestNote } from './known-bodies.js';
import { RecordBody } from './record-body.js';

const OPEN = 40;
const CLOSE = 41;

/** What a line begins with, as text and as bytes. */
interface Prefix {
  readonly text: string;
  readonly bytes: Buffer;
}

export class RecordLines {
  readonly #interpreter: Interpreter;
  readonly #body: RecordBody;
  readonly #locale: TimeLocale;
  readonly #err: (text: string) => void;
  readonly #parts = new EventParts<RestNote>();
  readonly #known: KnownBodies;
  readonly #prefixes = new Map<number, Prefix>();
  #event: AuditEvent | undefined;
  #identity = '';
  #identityBytes: Buffer = Buffer.alloc(0);

  constructor(interpreter: Interpreter, locale: TimeLocale, err: (text: string) => void = () => {}) {
    this.#err = err;
    this.#interpreter = interpreter;
    this.#body = new RecordBody(interpreter);
    this.#known = new KnownBodies(interpreter, this.#body, this.#parts);
    this.#locale = locale;
  }

  /**
   * Writes record `i` of the event with the line end, which is a newline, two or, for a record without `)`, none. Of a record whose
   * stamp stands behind the separator nothing is left to write. The records of an event come one after the other, in any order.
   */
  write(event: AuditEvent, i: number, out: Out): void {
    if (event !== this.#event) this.#begin(event);
    const record = event.records[i]!;
    const prefix = this.#prefix(record.type);
    if (prefix === undefined || !this.#known.has(record, i)) {
      out.write(this.#fresh(record, event));
      return;
    }
    if (event.node !== undefined) out.write(`node=${event.node} `);
    out.writeBytes(prefix.bytes);
    out.writeBytes(this.#identityBytes);
    this.#known.write(record, i, out);
  }

  /**
   * How the records of the event that was written last, from the last one down to `end`, are written in all events of its shape;
   * undefined: they say more than can be known of a shape.
   */
  pieces(end: number): readonly Piece[] | undefined {
    const { node, records = [] } = this.#event ?? {};
    const begin = node === undefined ? undefined : literal(`node=${node} `);
    const pieces: Piece[] = [];
    for (let i = records.length - 1; i >= end; i--) {
      const record = records[i]!;
      const prefix = this.#prefix(record.type);
      if (prefix === undefined || !this.#known.has(record, i)) return undefined;
      if (begin) pieces.push(begin);
      pieces.push({ kind: 'literal', bytes: prefix.bytes }, { kind: 'identity' }, this.#known.part(i));
    }
    return pieces;
  }

  /** What `identity` pieces need. */
  get identity(): Pick<Patterns, 'times' | 'identity'> {
    return {
      times: (sec) => [`${this.#time(sec)}.`],
      identity: [
        { kind: 'time', number: 0 },
        { kind: 'milli digits' },
        literal(':'),
        { kind: 'serial' },
        literal(') '),
      ],
    };
  }

  #fresh(record: AuditRecord, event: AuditEvent): string {
    const start = event.node === undefined ? 0 : record.text.indexOf(' ') + 1;
    const open = record.indexOf(OPEN, start);
    if (open < 0) {
      this.#err("can't find time stamp\n");
      return '';
    }
    const close = record.indexOf(CLOSE, open);
    // A type without a name keeps the text it came with.
    const prefix = this.#prefix(record.type)?.text ?? record.text.slice(start, open + 1);
    const header = event.node === undefined ? prefix : `node=${event.node} ${prefix}`;
    // BUG? No newline then.
    return close < 0 ? header : header + this.#identity + this.#body.text(record, close + 1);
  }

  #begin(event: AuditEvent): void {
    this.#event = event;
    this.#parts.read(event);
    this.#identity = `${this.#time(event.sec)}.${String(event.milli).padStart(3, '0')}:${event.serial}) `;
    this.#identityBytes = Buffer.from(this.#identity, 'latin1');
    // The reference keeps a0, a1 and fan_type of any earlier event; it shows in odd records only. A fresh start makes
    // the output independent of how the log was divided.
    this.#interpreter.context.set(NO_SYSCALL);
    this.#interpreter.context.hasRuleInfo = false;
  }

  #time(sec: number): string {
    const date = this.#locale.date(sec);
    return date === undefined ? '?' : `${date} ${this.#locale.clock(sec) ?? '?'}`;
  }

  #prefix(type: number): Prefix | undefined {
    let prefix = this.#prefixes.get(type);
    if (prefix === undefined) {
      const name = recordTypeName(type);
      if (name === undefined) return undefined;
      const text = `type=${name} msg=audit(`;
      prefix = { text, bytes: Buffer.from(text) };
      this.#prefixes.set(type, prefix);
    }
    return prefix;
  }
}
