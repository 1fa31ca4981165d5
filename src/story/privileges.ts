/** Changes of who a process is: users, groups, login, capabilities. */
import type { Accounts } from '../accounts/accounts.js';
import { enrichedName } from '../log/enrichment.js';
import type { AuditRecord } from '../log/record.js';
import { type Call, numberField, rawField } from './call.js';

export interface PrivilegeChange {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly pid: number;
  readonly comm: string;
  /** The system call that did it. */
  readonly call: string;
  /** For people, a byte string: ids and names before and after an arrow. */
  readonly change: string;
}

const userIds = ['auid', 'uid', 'euid', 'suid', 'fsuid'];
const groupIds = ['gid', 'egid', 'sgid', 'fsgid'];
const UNSET = 4294967295;
const LOGIN = 1006;
const BPRM_FCAPS = 1321;
const CAPSET = 1322;

interface Known {
  /** The part of the SYSCALL record with all ids, which stand together. */
  readonly ids: string;
  readonly record: AuditRecord;
}

export class PrivilegeTable {
  readonly #accounts: Accounts;
  readonly #processes = new Map<number, Known>();
  readonly #changes: PrivilegeChange[] = [];

  constructor(accounts: Accounts) {
    this.#accounts = accounts;
  }

  add(call: Call): void {
    const { record, pid } = call;
    const ids = idsOf(record.text);
    const before = this.#processes.get(pid) ?? this.#processes.get(call.ppid);
    if (before?.ids !== ids) {
      const changes = before ? this.#idChanges(before.record, record) : [];
      if (changes.length > 0) this.#note(call, changes.join(', '));
    }
    if (this.#processes.get(pid)?.ids !== ids) this.#processes.set(pid, { ids, record });
    for (const other of call.event.records) this.#special(call, other);
    if (call.name === 'exit_group') this.#processes.delete(pid);
  }

  changes(): readonly PrivilegeChange[] {
    return this.#changes;
  }

  #note({ time, pid, comm, name }: Call, change: string): void {
    this.#changes.push({ time, pid, comm, call: name, change });
  }

  #special(call: Call, { type, text }: AuditRecord): void {
    if (type === LOGIN) {
      const session = `session ${rawField(text, ' old-ses=')} \xe2\x86\x92 ${rawField(text, ' ses=')}`;
      this.#note(call, `login: ${session.replaceAll(String(UNSET), 'unset')}`);
    } else if (type === CAPSET) {
      this.#note(
        call,
        `capabilities: effective ${rawField(text, ' cap_pe=')}, permitted ${rawField(text, ' cap_pp=')}`,
      );
    } else if (type === BPRM_FCAPS) {
      const [old, now] = [rawField(text, ' old_pe='), rawField(text, ' pe=')];
      if (old !== now) this.#note(call, `capabilities: effective ${old} \xe2\x86\x92 ${now}`);
    }
  }

  #idChanges(before: AuditRecord, now: AuditRecord): readonly string[] {
    return [...userIds, ...groupIds].flatMap((name) => {
      const [old, id] = [numberField(before.text, ` ${name}=`), numberField(now.text, ` ${name}=`)];
      if (old === id || old === undefined || id === undefined) return [];
      return [`${name} ${this.#name(before, name, old)} \xe2\x86\x92 ${this.#name(now, name, id)}`];
    });
  }

  /** The log's own name for the id, else the system's, else the number. */
  #name(record: AuditRecord, field: string, id: number): string {
    if (id === UNSET) return 'unset';
    const logged = record.isEnriched ? enrichedName(record, field) : undefined;
    if (logged !== undefined) return logged;
    const { userName, groupName } = this.#accounts;
    return (userIds.includes(field) ? userName(id) : groupName(id)) ?? String(id);
  }
}

function idsOf(text: string): string {
  const start = text.indexOf(' auid=');
  const end = text.indexOf(' tty=', start);
  return start < 0 ? '' : text.slice(start, end < 0 ? undefined : end);
}
