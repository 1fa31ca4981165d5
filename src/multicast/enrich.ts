/**
 * Names for a record's numbers, as auditd appends them with `log_format = ENRICHED`: the file then says on any machine,
 * and at any time, what the numbers meant here and now. Runs for every record of a trace while the kernel's queue
 * fills, so the parts that repeat are looked up whole.
 */

import type { Accounts } from '../accounts/accounts.js';
import { NO_SYSCALL } from '../interpret/context.js';
import { Interpreter } from '../interpret/interpreter.js';
import { kindOf } from '../interpret/kind.js';
import { machineOf } from '../interpret/kinds/syscall.js';
import { quotedName } from '../log/enrichment.js';
import { visitFields } from '../log/fields.js';
import { CWD, EOE, EXECVE, MMAP, PATH, PROCTITLE, SYSCALL } from '../tables/generated/record-type.js';
import type { Kind } from '../tables/generated/tables.js';

const SEPARATOR = '\x1d';
/** Distinct parts kept; a hostile program may make as many as it likes. */
const KEPT = 4096;

const enrichedKinds: ReadonlySet<Kind> = new Set(['uid', 'gid', 'syscall', 'arch', 'sockaddr']);
/** Frequent types that have nothing to name. */
const plainTypes: ReadonlySet<number> = new Set([CWD, EXECVE, EOE, MMAP, PROCTITLE]);

export class Enricher {
  readonly #interpreter: Interpreter;
  readonly #parts = new Map<string, string>();

  constructor(accounts: Accounts) {
    this.#interpreter = new Interpreter({ accounts, escape: 'raw' });
  }

  /** What is to be appended to the record's text: the separator and the names, or nothing. */
  suffix(type: number, text: string): string {
    if (plainTypes.has(type)) return '';
    if (type === SYSCALL) return this.#syscall(text);
    if (type === PATH) return this.#part(text, text.indexOf(' ouid='), text.indexOf(' rdev='), type);
    return framed(this.#names(text, type));
  }

  /** Its two parts with names: the call, and the ids, which stand together. */
  #syscall(text: string): string {
    const call = text.indexOf(' arch=');
    const callEnd = text.indexOf(' ', text.indexOf(' syscall=') + 1);
    const ids = text.indexOf(' auid=', callEnd);
    const idsEnd = text.indexOf(' tty=', ids);
    if (call < 0 || callEnd < call || ids < 0 || idsEnd < 0) return framed(this.#names(text, SYSCALL));
    const callNames = this.#part(text, call, callEnd, SYSCALL);
    const idNames = this.#part(text, ids, idsEnd, SYSCALL);
    return `${callNames} ${idNames.slice(1)}`;
  }

  #part(text: string, start: number, end: number, type: number): string {
    if (start < 0 || end < start) return framed(this.#names(text, type));
    const part = text.slice(start, end);
    let names = this.#parts.get(part);
    if (names === undefined) {
      names = framed(this.#names(part, type));
      if (this.#parts.size === KEPT) this.#parts.clear();
      this.#parts.set(part, names);
    }
    return names;
  }

  #names(text: string, type: number): string {
    const { context } = this.#interpreter;
    context.set(NO_SYSCALL);
    let names = '';
    visitFields(text, 0, (name, raw) => {
      if (name === 'arch') context.machine = machineOf(raw);
      else if (name === 'syscall') context.syscall = Number(raw) | 0;
      const kind = kindOf(name, type, raw);
      if (!enrichedKinds.has(kind)) return false;
      const meaning = this.#interpreter.rule(kind).render(raw, context);
      const isAccount = kind === 'uid' || kind === 'gid';
      names += `${names === '' ? '' : ' '}${name.toUpperCase()}=${isAccount ? quotedName(meaning) : meaning}`;
      return false;
    });
    return names;
  }
}

function framed(names: string): string {
  return names === '' ? '' : SEPARATOR + names;
}
