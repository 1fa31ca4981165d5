/** Changes of who a process is: users, groups, login, capabilities. */

import type { Accounts } from '../accounts/accounts.js';
import { decodeString } from '../bytes/hex.js';
import { parseEnrichment } from '../log/enrichment.js';
import { fieldNumber, fieldValue } from '../log/fields.js';
import type { AuditRecord } from '../log/record.js';
import { BPRM_FCAPS, CAPSET, LOGIN } from '../tables/generated/record-type.js';
import * as tables from '../tables/generated/tables.js';
import { valueTable } from '../tables/lookup.js';
import type { Call } from './call.js';

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

interface Known {
  /** The part of the SYSCALL record with all ids, which stand together. */
  readonly ids: string;
  readonly text: string;
  /** The record itself is good for its batch only. */
  readonly enriched: string | undefined;
}

export class PrivilegeReader {
  readonly #accounts: Accounts;
  readonly #processes = new Map<number, Known>();

  constructor(accounts: Accounts) {
    this.#accounts = accounts;
  }

  /** What the call changed, for people; calls come in the order of the log. */
  read(call: Call): readonly string[] {
    const { record, pid } = call;
    const ids = idsOf(record.text);
    const known: Known = { ids, text: record.text, enriched: record.enriched };
    const before = this.#processes.get(pid) ?? this.#processes.get(call.ppid);
    const changes: string[] = [];
    if (before !== undefined && before.ids !== ids) changes.push(this.#idChanges(before, known).join(', '));
    if (this.#processes.get(pid)?.ids !== ids) this.#processes.set(pid, known);
    for (const other of call.event.records) changes.push(specialChange(other));
    if (call.name === 'exit_group') this.#processes.delete(pid);
    return changes.filter((change) => change !== '');
  }

  #idChanges(before: Known, now: Known): readonly string[] {
    return [...userIds, ...groupIds].flatMap((name) => {
      const [old, id] = [fieldNumber(before.text, name), fieldNumber(now.text, name)];
      if (old === id || old === undefined || id === undefined) return [];
      return [`${name} ${this.#name(before, name, old)} \xe2\x86\x92 ${this.#name(now, name, id)}`];
    });
  }

  /** The log's own name for the id, else the system's, else the number. */
  #name({ enriched }: Known, field: string, id: number): string {
    if (id === UNSET) return 'unset';
    const logged = enriched === undefined ? undefined : parseEnrichment(enriched)?.get(field);
    if (logged !== undefined && !logged.startsWith('unknown-')) return decodeString(logged);
    const { userName, groupName } = this.#accounts;
    return (userIds.includes(field) ? userName(id) : groupName(id)) ?? String(id);
  }
}

/** Empty: nothing changed. */
function specialChange({ type, text }: AuditRecord): string {
  if (type === LOGIN) {
    const session = `session ${fieldValue(text, 'old-ses')} \xe2\x86\x92 ${fieldValue(text, 'ses')}`;
    const refused = fieldNumber(text, 'res') === 0 ? ', refused' : '';
    return `login: ${session.replaceAll(String(UNSET), 'unset')}${refused}`;
  }
  if (type === CAPSET) {
    const [effective, permitted] = [fieldValue(text, 'cap_pe'), fieldValue(text, 'cap_pp')].map(capabilityNames);
    return `capabilities: effective ${effective}, permitted ${permitted}`;
  }
  return type === BPRM_FCAPS ? capabilityChange(fieldValue(text, 'old_pe'), fieldValue(text, 'pe')) : '';
}

function capabilityChange(old: string | undefined, now: string | undefined): string {
  const [before, after] = [capabilities(old), capabilities(now)];
  if (before === undefined || after === undefined || before === after) return '';
  const gained = after & ~before;
  const lost = before & ~after;
  const parts = [gained ? `gained ${nameList(gained)}` : '', lost ? `lost ${nameList(lost)}` : ''];
  return `capabilities: ${parts.filter((part) => part !== '').join(', ')}`;
}

/** A set of capabilities from its hexadecimal digits; undefined when it is none. */
function capabilities(digits: string | undefined): bigint | undefined {
  return digits !== undefined && /^[\da-f]{1,16}$/i.test(digits) ? BigInt(`0x${digits}`) : undefined;
}

function capabilityNames(digits: string | undefined): string {
  const set = capabilities(digits);
  return set === undefined ? '?' : nameList(set);
}

/** Names with commas; `all` and `none`, and `all but …` where that is shorter. */
function nameList(set: bigint): string {
  const table = [...valueTable(tables.capabilities).names()];
  const names = table.flatMap(([bit, name]) => ((set >> BigInt(bit)) & 1n ? [name] : []));
  const others = table.flatMap(([bit, name]) => ((set >> BigInt(bit)) & 1n ? [] : [name]));
  if (names.length === 0) return 'none';
  if (others.length === 0) return 'all';
  return others.length < names.length / 4 ? `all but ${others.join(',')}` : names.join(',');
}

function idsOf(text: string): string {
  const start = text.indexOf(' auid=');
  const end = text.indexOf(' tty=', start);
  return start < 0 ? '' : text.slice(start, end < 0 ? undefined : end);
}
