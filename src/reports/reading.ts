/** One event as a report sees it: its records, what was extracted from them, and the names for its numbers. */
import type { Accounts } from '../accounts/accounts.js';
import type { Attributes, ContextEntry } from '../attributes/attributes.js';
import type { TimeLocale } from '../locale/locale.js';
import { enrichedName } from '../log/enrichment.js';
import type { AuditEvent } from '../log/event.js';
import type { AuditRecord } from '../log/record.js';
import { recordTypeName } from '../tables/record-types.js';
import { machineByElf, machineByName, syscallName } from '../tables/syscalls.js';
import type { ReportJob } from './job.js';

const UNSET = -1;

/** Reused from event to event: columns must not keep it. */
export class Reading {
  event!: AuditEvent;
  attributes!: Attributes;
  /** The context entry that a row of the AVC report is about. */
  context: ContextEntry | undefined;
  readonly interpret: boolean;
  readonly #locale: TimeLocale;
  readonly #accounts: Accounts;
  readonly #ambiguous: ReadonlySet<number>;
  readonly #users = new Map<number, string>();
  #second = Number.NaN;
  #stamp = '';

  constructor(job: Pick<ReportJob, 'interpret' | 'ambiguousIds'>, locale: TimeLocale, accounts: Accounts) {
    this.interpret = job.interpret;
    this.#ambiguous = new Set(job.ambiguousIds);
    this.#locale = locale;
    this.#accounts = accounts;
  }

  /** `DATE TIME` in the locale's form. */
  stamp(): string {
    if (this.event.sec !== this.#second) {
      this.#second = this.event.sec;
      this.#stamp = stampText(this.#locale, this.#second);
    }
    return this.#stamp;
  }

  get firstType(): number {
    return this.event.records[0]!.type;
  }

  /** Signed: -1 is unset, -2 when no record has one. */
  get auid(): number {
    return this.attributes.auid | 0;
  }

  get uid(): number {
    return this.attributes.uid | 0;
  }

  get pid(): number {
    return this.attributes.pid | 0;
  }

  auidText(): string {
    return this.interpret ? this.auidName() : String(this.auid);
  }

  uidText(): string {
    return this.interpret ? this.uidName() : String(this.uid);
  }

  auidName(): string {
    return this.#userName(this.auid, this.attributes.auidRecord, 'auid');
  }

  uidName(): string {
    return this.#userName(this.uid, this.attributes.uidRecord, 'uid');
  }

  /** The log's own name for the number, else the system's; on purpose, as the original asks the system only. */
  #userName(id: number, record: AuditRecord | undefined, field: string): string {
    if (id === UNSET) return 'unset';
    const logged = record?.isEnriched && !this.#ambiguous.has(id) ? enrichedName(record, field) : undefined;
    return logged ?? this.#systemName(id);
  }

  #systemName(id: number): string {
    let name = this.#users.get(id);
    if (name === undefined) {
      name = systemUserName(this.#accounts, id);
      this.#users.set(id, name);
    }
    return name;
  }

  /** The number, with -i the name. */
  syscallText(): string {
    return this.interpret ? this.syscallName() : String(this.attributes.syscall | 0);
  }

  /** BUG? io_uring operations have no name here. */
  syscallName(): string {
    const { arch, syscall } = this.attributes;
    const machine = typeof arch === 'number' ? machineByElf(arch) : undefined;
    return machine === undefined ? '?' : (syscallName(machine, syscall) ?? String(syscall | 0));
  }

  /** The name of the system call or io_uring operation; undefined for events without. */
  callName(): string | undefined {
    const { arch, syscall } = this.attributes;
    const machine = arch === 'uring' ? machineByName('uring') : arch === undefined ? undefined : machineByElf(arch);
    return machine && syscallName(machine, syscall);
  }
}

export function systemUserName(accounts: Accounts, id: number): string {
  return id === UNSET ? 'unset' : (accounts.userName(id >>> 0) ?? `unknown(${id})`);
}

export function stampText(locale: TimeLocale, sec: number): string {
  const date = locale.date(sec);
  return date === undefined ? '?' : `${date} ${locale.clock(sec)}`;
}

/** The name of a record type, as the original prints it. */
export function typeText(type: number): string {
  return recordTypeName(type) ?? '(null)';
}
