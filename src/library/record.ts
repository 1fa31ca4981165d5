/** Records with their fields, as the library gives them. */
import type { Accounts } from '../accounts/accounts.js';
import { type Int64, parseUnsigned, ZERO } from '../bytes/int64.js';
import { asBytes, type ByteString } from '../bytes/text.js';
import { NO_SYSCALL, type SyscallContext } from '../interpret/context.js';
import { Interpreter } from '../interpret/interpreter.js';
import { kindOf } from '../interpret/kind.js';
import { type Batch, eventsOf } from '../log/batch.js';
import { enrichment } from '../log/enrichment.js';
import type { AuditEvent, EventId } from '../log/event.js';
import { fieldValue, plainValue, visitFields } from '../log/fields.js';
import { AuditRecord } from '../log/record.js';
import { URINGOP } from '../tables/generated/record-type.js';
import type { Kind } from '../tables/generated/tables.js';
import { recordTypeName } from '../tables/record-types.js';
import { machineByElf, machineByName } from '../tables/syscalls.js';

/** One `name=value` of a record. */
export interface RecordField {
  readonly name: ByteString;
  /** As it was logged, quotes included. */
  readonly raw: ByteString;
  /** Without quotes; text that was logged in hex digits, as its kind can be, decoded. */
  readonly value: ByteString;
  /** What it means, as `ts-ausearch -i` prints it, not escaped: names of accounts, system calls, errors, flags. */
  readonly interpreted: ByteString;
  /** What decides that: `uid`, `syscall`, `escaped` …; `raw`: it stands for itself. */
  readonly kind: Kind;
}

/** A record of an event. */
export class LogRecord extends AuditRecord {
  readonly #interpreter: Interpreter;

  constructor({ type, bytes, start, textEnd, end, newline, isClean }: AuditRecord, interpreter: Interpreter) {
    super(type, bytes, start, textEnd, end, newline, isClean);
    this.#interpreter = interpreter;
  }

  /** Name of the record type; `UNKNOWN[n]` for a number without one. */
  get typeName(): string {
    return recordTypeName(this.type) ?? `UNKNOWN[${this.type}]`;
  }

  /** The first field of that name: of the record, else of what auditd adds to it (`AUID`, `SYSCALL`). */
  get(name: string): RecordField | undefined {
    const raw = fieldValue(this.#body, name) ?? fieldValue(this.enriched ?? '', name);
    return raw === undefined ? undefined : this.#field(name, raw);
  }

  /** All fields in order, those of `msg='…'` among them; not node, type and time, and not what auditd adds. */
  fields(): readonly RecordField[] {
    const fields: RecordField[] = [];
    visitFields(this.#body, 0, (name, raw) => {
      fields.push(this.#field(name, raw));
      return false;
    });
    return fields;
  }

  /** The text behind the header. */
  get #body(): string {
    const { text } = this;
    const end = text.indexOf('):');
    return end < 0 ? text : text.slice(end + 2);
  }

  #field(name: string, raw: string): RecordField {
    const kind = kindOf(name, this.type, raw);
    const interpret = (): ByteString => {
      const field = { name, value: raw, type: this.type, enrichment: enrichment(this), syscall: this.#syscall };
      return asBytes(this.#interpreter.field(field));
    };
    return {
      name: asBytes(name),
      raw: asBytes(raw),
      value: asBytes(plainValue(raw, CODED.has(kind))),
      get interpreted() {
        return interpret();
      },
      kind,
    };
  }

  /** What the meaning of arguments depends on. */
  get #syscall(): SyscallContext {
    const body = this.#body;
    const isRing = this.type === URINGOP;
    const number = fieldValue(body, isRing ? 'uring_op' : 'syscall');
    if (number === undefined) return NO_SYSCALL;
    const elf = parseUnsigned(fieldValue(body, 'arch') ?? '', 16);
    const register = (name: string): Int64 => parseUnsigned(fieldValue(body, name) ?? '', 16) ?? ZERO;
    const machine = isRing ? machineByName('uring') : elf && machineByElf(elf.low);
    return { machine, syscall: (parseUnsigned(number, 10)?.low ?? -1) | 0, a0: register('a0'), a1: register('a1') };
  }
}

/** Kinds of text that is logged in hex digits when it could be misread. */
const CODED: ReadonlySet<Kind> = new Set(['escaped', 'escaped-file', 'escaped-key', 'proctitle', 'tty-data']);

/** One event: its identity and its records in order of arrival, never empty. */
export interface LogEvent extends EventId {
  readonly records: readonly LogRecord[];
}

/** Makes events whose records know their fields. */
export class RecordMaker {
  readonly #interpreter: Interpreter;

  constructor(accounts: Accounts) {
    this.#interpreter = new Interpreter({ accounts, escape: 'raw' });
  }

  *events(batch: Batch): Generator<LogEvent> {
    for (const event of eventsOf(batch)) yield this.event(event);
  }

  event({ records, ...id }: AuditEvent): LogEvent {
    return { ...id, records: records.map((record) => new LogRecord(record, this.#interpreter)) };
  }
}
