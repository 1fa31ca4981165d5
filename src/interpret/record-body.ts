/**
 * The fields of a record as `ausearch -i` prints them (spec interpretation sections 3 and 7.1). Runs for every record
 * of a log: what stays as it is is copied in long pieces, and no list of fields is made.
 */
import { decodeString } from '../bytes/hex.js';
import { parseUnsigned } from '../bytes/int64.js';
import { type Enrichment, enrichment } from '../log/enrichment.js';
import type { AuditRecord } from '../log/record.js';
import { recordTypeNumber } from '../tables/record-types.js';
import { type Machine, machineByName } from '../tables/syscalls.js';
import { type Interpreter, type Rule, usableEntry } from './interpreter.js';
import { kindOf, overrideOf } from './kind.js';
import { machineOf } from './kinds/syscall.js';

const SYSCALL = recordTypeNumber('SYSCALL');
const SECCOMP = recordTypeNumber('SECCOMP');
const URINGOP = recordTypeNumber('URINGOP');

const BLANK = 32;
const QUOTE = 34;
const APOSTROPHE = 39;
const PARENTHESIS = 40;
const COMMA = 44;
const COLON = 58;

/** A scanner over one record at a time; its state lives in fields so that the steps can be small. */
export class RecordBody {
  readonly #interpreter: Interpreter;
  readonly #machines = new Map<string, Machine | undefined>();
  readonly #uring: Machine | undefined = machineByName('uring');
  #type = 0;
  #text = '';
  #list: Enrichment | undefined;
  /** The type has kinds of its own. */
  #hasOverride = false;
  /** The type tells about a system call. */
  #hasSyscall = false;
  #knowsSyscall = false;

  /** Text before this is read. */
  #at = 0;
  /** Text before this is printed; what lies between the two is printed as it is. */
  #copied = 0;
  #out = '';
  /** The last value ended at a comma. */
  #comma = false;
  /** There are control bytes in text that is printed as it is. */
  #unsafe = false;
  #valueStart = 0;
  #valueEnd = 0;

  constructor(interpreter: Interpreter) {
    this.#interpreter = interpreter;
  }

  /** The printed form of the record's text from `start` on, with its line end. */
  text(record: AuditRecord, start: number): string {
    this.#begin(record, start);
    let equals = this.#text.indexOf('=', start);
    if (equals < 0) return this.#withoutFields();
    for (; equals >= 0; equals = this.#text.indexOf('=', this.#at)) this.#field(equals);
    return this.#finish();
  }

  #begin(record: AuditRecord, start: number): void {
    const { type } = record;
    this.#type = type;
    this.#text = record.text;
    this.#list = enrichment(record);
    this.#hasOverride = overrideOf(type) !== undefined;
    this.#at = start;
    this.#copied = start;
    this.#out = '';
    this.#comma = false;
    this.#unsafe = false;
    this.#beginContext(type);
  }

  #field(equals: number): void {
    const nameStart = this.#nameStart(equals);
    if (equals - nameStart === 3 && this.#text.startsWith('msg', nameStart)) {
      this.#at = equals + 1;
      this.#comma = false;
      return;
    }
    const name = this.#text.slice(this.#skipped(nameStart), equals);
    let rule = this.#hasOverride || name === 'acct' ? undefined : this.#interpreter.ruleOfName(name);
    const isLabel = rule === undefined ? this.#isLabel(name) : rule.kind === 'mac-label';
    // BUG? A `(` in front of the name hides from the search for the value's end that this is a label.
    this.#findValue(equals + 1, isLabel && this.#text.charCodeAt(equals - name.length - 1) !== PARENTHESIS);
    // BUG? An `acct` loses a colon at its end (old records have `acct=bob: exe=…`).
    const dropped = name === 'acct' && this.#text.charCodeAt(this.#valueEnd - 1) === COLON ? 1 : 0;
    const isRaw = rule === undefined && !this.#hasOverride && name !== 'acct';
    if (isRaw) {
      this.#copy();
      return;
    }
    const value = this.#text.slice(this.#valueStart, Math.max(this.#valueStart, this.#valueEnd - dropped));
    rule ??= this.#interpreter.rule(kindOf(name, this.#type, value));
    if (this.#hasSyscall) this.#learn(name, value);
    this.#print(name, rule, value);
  }

  /** Behind the last blank before the `=`. */
  #nameStart(equals: number): number {
    let start = equals;
    for (; start > this.#at; start--) {
      const code = this.#text.charCodeAt(start - 1);
      if (code === BLANK) break;
      if (code < BLANK) this.#unsafe = true;
    }
    if (start > this.#at + 1) this.#unsafe ||= hasControls(this.#text, this.#at, start);
    return start;
  }

  /** For the look-ups one `'` and then any `(` in front of the name do not count. */
  #skipped(nameStart: number): number {
    let start = nameStart;
    if (this.#text.charCodeAt(start) === APOSTROPHE) start++;
    while (this.#text.charCodeAt(start) === PARENTHESIS) start++;
    return start;
  }

  #isLabel(name: string): boolean {
    return this.#hasOverride && kindOf(name, this.#type, '') === 'mac-label';
  }

  /** Labels may contain commas; every other unquoted value ends at one. */
  #findValue(start: number, isLabel: boolean): void {
    const text = this.#text;
    const first = text.charCodeAt(start);
    this.#valueStart = start;
    this.#comma = false;
    let end = start;
    if (first === QUOTE || first === APOSTROPHE) {
      const close = text.indexOf(first === QUOTE ? '"' : "'", start + 1);
      end = close < 0 ? text.length : close + 1;
    } else {
      for (; end < text.length; end++) {
        const code = text.charCodeAt(end);
        if (code > COMMA) continue;
        if (code === BLANK) break;
        if (code === COMMA && !isLabel) {
          this.#comma = true;
          break;
        }
        if (code < BLANK) this.#unsafe = true;
      }
    }
    this.#valueEnd = end;
    // The byte behind the value is swallowed, whatever it is.
    this.#at = Math.min(end + 1, text.length);
  }

  #print(name: string, rule: Rule, value: string): void {
    if (rule.kind === 'raw') {
      if (value.length === this.#valueEnd - this.#valueStart) this.#copy();
      else this.#emit(value + this.#separator());
      return;
    }
    const entry = usableEntry(this.#list, name);
    const shown = rule.kind === 'escaped-key' ? this.#keys(value, entry) : this.#shown(rule, value, entry);
    // BUG? No blank behind typed text; behind all others a blank, also where a comma was.
    this.#emit(rule.kind === 'tty-data' ? shown : `${shown} `);
  }

  #shown(rule: Rule, value: string, entry: string | undefined): string {
    return entry === undefined ? this.#interpreter.text(rule, value) : this.#interpreter.entry(rule.kind, entry);
  }

  /** Several keys are one value with 0x01 between them; each gets its name. */
  #keys(value: string, entry: string | undefined): string {
    const text = entry ?? decodeString(value);
    const escaped = (key: string): string =>
      entry === undefined ? this.#interpreter.escaped(key) : this.#interpreter.safe(key);
    return text.includes('\x01') ? text.split('\x01').map(escaped).join(' key=') : escaped(text);
  }

  #separator(): string {
    return this.#comma ? ',' : ' ';
  }

  /** Prints the value as it is. */
  #copy(): void {
    // Mostly the byte behind the value is what comes after it anyway, and the copy just gets longer.
    if (this.#text.charCodeAt(this.#valueEnd) === (this.#comma ? COMMA : BLANK)) return;
    this.#out += this.#text.slice(this.#copied, this.#valueEnd) + this.#separator();
    this.#copied = this.#at;
  }

  /** Prints `shown` in place of the value and the byte behind it. */
  #emit(shown: string): void {
    this.#out += this.#text.slice(this.#copied, this.#valueStart) + shown;
    this.#copied = this.#at;
  }

  /** BUG? Text behind the last value is lost, unless that ended at a comma (section 18 #2). */
  #finish(): string {
    const text = this.#text;
    this.#out += text.slice(this.#copied, this.#at);
    const line = this.#unsafe ? this.#interpreter.safe(this.#out) : this.#out;
    return this.#comma ? `${line}${this.#interpreter.escaped(text.slice(this.#at))}\n\n` : `${line}\n`;
  }

  #withoutFields(): string {
    const rest = this.#text.slice(this.#at);
    return rest === '' ? '\n' : `${this.#interpreter.escaped(rest)}\n\n`;
  }

  #beginContext(type: number): void {
    const { context } = this.#interpreter;
    this.#hasSyscall = type === SYSCALL || type === SECCOMP || type === URINGOP;
    this.#knowsSyscall = false;
    context.machine = type === URINGOP ? this.#uring : this.#hasSyscall ? context.host : undefined;
    // BUG? Other records show system call 0 of the host (section 18 #5).
    context.syscall = this.#hasSyscall ? -1 : 0;
    if (type === SYSCALL) context.takeRegisters(this.#text);
  }

  /** Fields know what stands before them in the record. BUG? After an unknown `arch` the host's tables serve (#4). */
  #learn(name: string, value: string): void {
    const { context } = this.#interpreter;
    if (name === 'arch') {
      if (this.#type !== URINGOP) context.machine = this.#machine(value) ?? context.host;
    } else if (!this.#knowsSyscall && (name === 'syscall' || name === 'uring_op')) {
      this.#knowsSyscall = true;
      context.syscall = (parseUnsigned(value, 10)?.low ?? -1) | 0;
    }
  }

  #machine(value: string): Machine | undefined {
    let machine = this.#machines.get(value);
    if (machine === undefined) {
      machine = machineOf(value);
      if (machine !== undefined && this.#machines.size < MACHINES_KEPT) this.#machines.set(value, machine);
    }
    return machine;
  }
}

// Nearly all logs have one or two.
const MACHINES_KEPT = 16;

function hasControls(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (text.charCodeAt(at) < BLANK) return true;
  return false;
}
