/**
 * Fields as text, in the context that csv and text output give them: machine, system call and arguments are taken from
 * fixed field positions of the record, the working directory from the event.
 */

import { type Int64, parseUnsigned, ZERO } from '../bytes/int64.js';
import { NO_SYSCALL, type SyscallContext } from '../interpret/context.js';
import { type Interpreter, usableEntry } from '../interpret/interpreter.js';
import { type Enrichment, enrichment } from '../log/enrichment.js';
import { CWD, URINGOP } from '../tables/generated/record-type.js';
import { type Machine, machineByElf, machineByName } from '../tables/syscalls.js';
import { type FieldRef, recordOf } from './field-ref.js';
import type { EventFields } from './fields.js';
import { KnownTokens, LONGEST_TOKEN } from './known-tokens.js';

export const ALL_ONES: Int64 = { high: 0xffffffff, low: 0xffffffff };

/** The only fields whose text depends on other fields. */
const DEPENDENT = new Set(['arch', 'syscall', 'uring_op', 'a0', 'a1', 'a2', 'a3', 'fan_type', 'fan_info']);

/** True when the text depends on nothing but the type of the record, the field itself and the list of names. */
export function isLastingText(name: string, list: Enrichment | undefined): boolean {
  return !DEPENDENT.has(name) || (usableEntry(list, name) !== undefined && !name.startsWith('fan_'));
}

/**
 * Where a record says which machine and system call its fields are about. `positions`: only where the original's csv and
 * text formats look for it; `names`: wherever it stands, so that a SECCOMP record has its system call.
 */
export type ContextFrom = 'positions' | 'names';

export class FieldTexts {
  readonly #fields: EventFields;
  readonly #interpreter: Interpreter;
  readonly #contextFrom: ContextFrom;
  /** The context of `#contextRecord`; lookups stay in one record mostly. */
  #context: SyscallContext = NO_SYSCALL;
  #contextRecord = -1;
  #list: Enrichment | undefined;
  #listRecord = -1;
  #listText: string | undefined;
  #lastList: Enrichment | undefined;
  readonly #known: KnownTokens<string>;
  #cwd: string | undefined;
  #cwdKnown = false;

  constructor(fields: EventFields, interpreter: Interpreter, contextFrom: ContextFrom) {
    this.#fields = fields;
    this.#contextFrom = contextFrom;
    this.#interpreter = interpreter;
    this.#known = new KnownTokens(fields);
  }

  /** Forgets the last event. */
  reset(): void {
    this.#contextRecord = -1;
    this.#listRecord = -1;
    this.#cwdKnown = false;
    this.#interpreter.context.hasRuleInfo = false;
  }

  /** The interpreted text, escaped. */
  text(ref: FieldRef): string {
    return this.#interpret(ref, undefined);
  }

  /** The same for an object: file names are joined with the working directory. */
  objectText(ref: FieldRef): string {
    return this.#interpret(ref, this.#fields.isNamed(ref, 'name') ? this.#workingDirectory() : undefined);
  }

  #interpret(ref: FieldRef, cwd: string | undefined): string {
    const record = recordOf(ref);
    const list = this.listOf(record);
    const { type } = this.#fields.record(record);
    const known = cwd === undefined ? this.#known.get(ref, type, list) : undefined;
    if (known !== undefined) return known;
    const name = this.#fields.name(ref);
    const isLasting = isLastingText(name, list);
    const text = this.#interpreter.field({
      name,
      value: this.#fields.raw(ref),
      type,
      enrichment: list,
      syscall: isLasting ? undefined : this.contextOf(record),
      cwd,
    });
    if (cwd === undefined && isLasting && text.length <= LONGEST_TOKEN) this.#known.set(ref, type, list, text);
    return text;
  }

  /** The names that the log has for values of the record. */
  listOf(record: number): Enrichment | undefined {
    if (record !== this.#listRecord) {
      this.#listRecord = record;
      this.#list = this.#readList(record);
    }
    return this.#list;
  }

  /** BUG? A last line without newline counts as not enriched. */
  #readList(record: number): Enrichment | undefined {
    const found = this.#fields.record(record);
    if (!found.isEnriched || !found.newline) return undefined;
    // Mostly the same text as last time, which is faster to compare than to look up.
    const text = found.enriched;
    if (text === this.#listText) return this.#lastList;
    this.#listText = text;
    this.#lastList = enrichment(found);
    return this.#lastList;
  }

  #workingDirectory(): string | undefined {
    if (!this.#cwdKnown) {
      this.#cwdKnown = true;
      this.#cwd = undefined;
      const { records } = this.#fields;
      for (let record = records.length - 1; record >= 0 && this.#cwd === undefined; record--) {
        if (records[record]?.type === CWD) this.#cwd = this.#rawOf(record, 'cwd');
      }
    }
    return this.#cwd;
  }

  #rawOf(record: number, name: string): string | undefined {
    const field = this.#fields.indexOf(record, 0, name);
    return field < 0 ? undefined : this.#fields.raw(this.#fields.at(record, field));
  }

  /** What arguments and system call of the record mean depends on. */
  contextOf(record: number): SyscallContext {
    if (record !== this.#contextRecord) {
      this.#contextRecord = record;
      this.#context = this.#readContext(record);
    }
    return this.#context;
  }

  /** Positions count from `type` as 1. BUG? Shifted by any field that is missing or too many, if they count. */
  #readContext(record: number): SyscallContext {
    const arch = this.#positioned(record, 'arch', 11) ?? this.#positioned(record, 'arch', 2);
    const syscall =
      this.#positioned(record, 'syscall', 12) ??
      this.#positioned(record, 'syscall', 3) ??
      this.#positioned(record, 'uring_op', 2);
    const register = (name: string, position: number): Int64 => argument(this.#positioned(record, name, position));
    const isRing = this.#fields.record(record).type === URINGOP;
    return {
      machine: isRing ? machineByName('uring') : machineOf(arch),
      syscall: syscall === undefined ? -1 : (parseUnsigned(syscall, 10)?.low ?? -1) | 0,
      // Read when somebody asks: few system calls do, and it makes the event's shape useless.
      get a0(): Int64 {
        return register('a0', 6);
      },
      get a1(): Int64 {
        return register('a1', 7);
      },
    };
  }

  #positioned(record: number, name: string, position: number): string | undefined {
    if (this.#contextFrom === 'names') return this.#rawOf(record, name);
    const first = this.#fields.at(record, 0);
    const node = first >= 0 && this.#fields.isNamed(first, 'node') ? 1 : 0;
    const ref = this.#fields.at(record, position - 1 + node);
    return ref >= 0 && this.#fields.isNamed(ref, name) ? this.#fields.raw(ref) : undefined;
  }
}

function machineOf(arch: string | undefined): Machine | undefined {
  const elf = arch === undefined ? undefined : parseUnsigned(arch, 16);
  return elf === undefined ? undefined : machineByElf(elf.low);
}

function argument(raw: string | undefined): Int64 {
  return raw === undefined ? ZERO : (parseUnsigned(raw, 16) ?? ALL_ONES);
}
