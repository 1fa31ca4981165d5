/**
 * What a field's value means: the rules of all kinds over one set of options. Two users: interpreted records
 * (`record-line.ts`), which read the context while they go, and csv, text and JSON output, which bring their own.
 */
import { machine as hostMachine } from 'node:os';
import type { Accounts } from '../accounts/accounts.js';
import { type EscapeMode, escapeText } from '../bytes/escape.js';
import { decodeString } from '../bytes/hex.js';
import type { Enrichment } from '../log/enrichment.js';
import type { Kind } from '../tables/generated/tables.js';
import { Context, NO_SYSCALL, type Renderer, type SyscallContext } from './context.js';
import { kindOf } from './kind.js';
import { MEMORABLE, renderers } from './kinds/index.js';
import { contextArchitecture } from './kinds/syscall.js';
import { isNoInput } from './kinds/terminal-input.js';
import { Memo } from './memo.js';
import { joinPath } from './path.js';

export interface InterpreterOptions {
  readonly accounts: Accounts;
  /** Default `tty`. */
  readonly escape?: EscapeMode;
  /** As `uname -m` says; its tables serve where a record doesn't name its machine. Default: this machine. */
  readonly host?: string;
}

/** A field as csv, text and JSON output see it. */
export interface FieldValue {
  readonly name: string;
  /** Raw text. */
  readonly value: string;
  /** Of the record. */
  readonly type: number;
  readonly enrichment?: Enrichment | undefined;
  readonly syscall?: SyscallContext | undefined;
  /** Raw text of the event's working directory: file names are joined with it. */
  readonly cwd?: string | undefined;
}

/** A kind with what one interpreter needs for it. */
export interface Rule {
  readonly kind: Kind;
  readonly render: Renderer;
  readonly memo: Memo | undefined;
}

export class Interpreter {
  readonly escape: EscapeMode;
  readonly context: Context;
  readonly #rules = new Map<Kind, Rule>();

  constructor(options: InterpreterOptions) {
    this.escape = options.escape ?? 'tty';
    this.context = new Context(options.accounts, options.host ?? hostMachine());
  }

  rule(kind: Kind): Rule {
    let rule = this.#rules.get(kind);
    if (rule === undefined) {
      rule = { kind, render: renderers[kind], memo: MEMORABLE.has(kind) ? new Memo() : undefined };
      this.#rules.set(kind, rule);
    }
    return rule;
  }

  /** The text of one field, escaped. A kind's own text for "nothing there" is `(null)`. */
  field(field: FieldValue): string {
    const kind = kindOf(field.name, field.type, field.value);
    const entry = usableEntry(field.enrichment, field.name);
    if (entry !== undefined) return this.entry(kind, entry);
    this.context.set(field.syscall ?? NO_SYSCALL);
    if (kind === 'arch') return this.escaped(contextArchitecture(field.value, this.context));
    if (kind === 'escaped-file' && field.cwd !== undefined) {
      return this.escaped(joinPath(decodeString(field.cwd), decodeString(field.value)));
    }
    return this.text(this.rule(kind), field.value);
  }

  /** The escaped text of a value in the context as it is. */
  text(rule: Rule, value: string): string {
    const known = rule.memo?.get(value);
    if (known !== undefined) return known;
    const text = this.freshText(rule, value);
    rule.memo?.set(value, text);
    return text;
  }

  /** The same for callers that remember themselves. */
  freshText(rule: Rule, value: string): string {
    if (rule.kind === 'tty-data' && isNoInput(value)) return rule.render(value, this.context);
    return this.escaped(rule.render(value, this.context));
  }

  /**
   * An entry of the record's own list. The reference never escapes these; here control bytes are, as a name may be
   * hex-coded.
   */
  entry(kind: Kind, entry: string): string {
    return this.safe(kind === 'uid' || kind === 'gid' ? decodeString(entry) : entry);
  }

  escaped(text: string): string {
    return escapeText(text, this.escape);
  }

  /** Text that the escape mode leaves alone, without the control bytes. */
  safe(text: string): string {
    return this.escape === 'raw' ? text : escapeText(text, 'tty');
  }
}

/** Undefined where the log did not know the name either: newer tables may. */
export function usableEntry(list: Enrichment | undefined, name: string): string | undefined {
  const entry = list?.get(name);
  return entry !== undefined && isUsableEntry(entry) ? entry : undefined;
}

export function isUsableEntry(entry: string): boolean {
  return !entry.startsWith('unknown-');
}
