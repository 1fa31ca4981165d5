/** ` name=value` as interpreted records print it, for one name; remembers what comes again. */
import { decodeString } from '../bytes/hex.js';
import type { Kind } from '../tables/generated/tables.js';
import { type Interpreter, isUsableEntry, type Rule } from './interpreter.js';
import { namedKinds } from './kind.js';
import { MEMORABLE } from './kinds/index.js';
import { NameTable } from './name-table.js';
import { RangeMemo } from './range-memo.js';

/** Besides those that take some work: cheap ones, which the finished piece of text saves all the same. */
const REPEATED: ReadonlySet<Kind> = new Set<Kind>([
  ...MEMORABLE,
  'escaped',
  'escaped-key',
  'session',
  'signal',
  'list',
]);
const PRINTED_AS_IS: ReadonlySet<Kind> = new Set<Kind>(['mac-label', 'addr']);
const SYSCALL_FIELDS: ReadonlySet<string> = new Set(['arch', 'syscall', 'uring_op']);

/** One per known field name. */
export function fieldTexts(interpreter: Interpreter): NameTable<FieldText> {
  const names = Array.from(namedKinds());
  return new NameTable(names.map(([name, kind], index) => new FieldText(name, kind, interpreter, index)));
}

/** Finished texts of one list's entries, by field index; null: the entry cannot be used. */
export type ListTexts = (string | null | undefined)[];

export class FieldText {
  /** Empty: the kind of some other field, which prints its name itself. */
  readonly name: string;
  readonly kind: Kind;
  /** ` name=`, or nothing. */
  readonly label: string;
  /** Of its own among the known names; -1: of the nameless. */
  readonly index: number;
  /** The value needs no change, control bytes aside. */
  readonly copies: boolean;
  /** Other fields depend on it. */
  readonly tellsSyscall: boolean;
  readonly #interpreter: Interpreter;
  readonly #rule: Rule;
  readonly #isRepeated: boolean;
  #values: RangeMemo | undefined;

  constructor(name: string, kind: Kind, interpreter: Interpreter, index = -1) {
    this.name = name;
    this.kind = kind;
    this.index = index;
    this.label = name === '' ? '' : ` ${name}=`;
    this.copies = PRINTED_AS_IS.has(kind) && (interpreter.escape === 'raw' || interpreter.escape === 'tty');
    this.tellsSyscall = SYSCALL_FIELDS.has(name);
    this.#interpreter = interpreter;
    this.#rule = interpreter.rule(kind);
    this.#isRepeated = REPEATED.has(kind);
  }

  /** Label and text for the raw value `text[start, end)`. */
  ofValue(text: string, start: number, end: number): string {
    const known = this.#values?.get(text, start, end);
    if (known !== undefined) return known;
    const value = text.slice(start, end);
    const labelled =
      this.label + (this.kind === 'escaped-key' ? this.#keys(value) : this.#interpreter.freshText(this.#rule, value));
    if (this.#isRepeated) {
      this.#values ??= new RangeMemo();
      this.#values.set(value, labelled);
    }
    return labelled;
  }

  /** Label and text for an entry of the record's list; null: it cannot be used. */
  ofEntry(entry: string): string | null {
    if (!isUsableEntry(entry)) return null;
    if (this.kind === 'escaped-key') return this.label + joined(entry, (key) => this.#interpreter.safe(key));
    return this.label + this.#interpreter.entry(this.kind, entry);
  }

  #keys(value: string): string {
    return joined(decodeString(value), (key) => this.#interpreter.escaped(key));
  }
}

/** Several keys are one value with 0x01 between them; each gets its name. */
function joined(keys: string, print: (key: string) => string): string {
  return keys.includes('\x01') ? keys.split('\x01').map(print).join(' key=') : print(keys);
}
