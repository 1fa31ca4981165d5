/** Names and numbers of users and groups on this machine: /etc/passwd and /etc/group, then whatever NSS adds to them. */
import { readFileSync } from 'node:fs';
import { getent, hasOtherSources } from './name-service.js';

/** All names are byte strings; ids are unsigned 32-bit. Undefined: there is no such account. */
export interface Accounts {
  userName(uid: number): string | undefined;
  groupName(gid: number): string | undefined;
  userId(name: string): number | undefined;
  groupId(name: string): number | undefined;
  /** Those that the files name; for suggestions. */
  userNames?(): readonly string[];
  groupNames?(): readonly string[];
}

/** Where to look; the defaults are the system's. */
export interface AccountSources {
  readonly passwd?: string;
  readonly group?: string;
  readonly nsswitch?: string;
}

/** Nothing is read before the first question; every answer is kept for the run, also "no such account". */
export function systemAccounts(sources: AccountSources = {}): Accounts {
  const nsswitch = sources.nsswitch ?? '/etc/nsswitch.conf';
  const users = new Database('passwd', sources.passwd ?? '/etc/passwd', nsswitch);
  const groups = new Database('group', sources.group ?? '/etc/group', nsswitch);
  return {
    userName: (uid) => users.name(uid),
    groupName: (gid) => groups.name(gid),
    userId: (name) => users.id(name),
    groupId: (name) => groups.id(name),
    userNames: () => users.listed(),
    groupNames: () => groups.listed(),
  };
}

/**
 * The accounts that a run works with. `TS_AUDIT_ACCOUNTS` names a folder with the `passwd` and `group` of the machine
 * that wrote the log; they replace this machine's.
 */
export function accountsFor({ TS_AUDIT_ACCOUNTS: folder }: Readonly<Record<string, string | undefined>>): Accounts {
  if (!folder) return systemAccounts();
  return systemAccounts({ passwd: `${folder}/passwd`, group: `${folder}/group`, nsswitch: `${folder}/nsswitch.conf` });
}

interface Entry {
  readonly name: string;
  readonly id: number;
}

/** What has been looked up so far; undefined for what is known to be nowhere. */
interface Known {
  readonly names: Map<number, string | undefined>;
  readonly ids: Map<string, number | undefined>;
}

class Database {
  readonly #kind: 'passwd' | 'group';
  readonly #file: string;
  readonly #nsswitch: string;
  #known: Known | undefined;
  #asks = false;

  constructor(kind: 'passwd' | 'group', file: string, nsswitch: string) {
    this.#kind = kind;
    this.#file = file;
    this.#nsswitch = nsswitch;
  }

  name(id: number): string | undefined {
    const { names } = this.#load();
    const known = names.get(id);
    if (known !== undefined || !this.#asks || names.has(id)) return known;
    const found = this.#ask(String(id));
    const name = found?.id === id ? found.name : undefined;
    names.set(id, name);
    return name;
  }

  id(name: string): number | undefined {
    const { ids } = this.#load();
    const known = ids.get(name);
    if (known !== undefined || !this.#asks || ids.has(name)) return known;
    const found = this.#ask(name);
    // `getent` takes a name of digits for a number, so its answer counts only if it is about this name.
    const id = found?.name === name ? found.id : undefined;
    ids.set(name, id);
    return id;
  }

  listed(): readonly string[] {
    return readLines(this.#file).flatMap((line) => parseEntry(line)?.name ?? []);
  }

  #ask(key: string): Entry | undefined {
    const line = getent(this.#kind, key);
    return line === undefined ? undefined : parseEntry(line);
  }

  #load(): Known {
    if (this.#known) return this.#known;
    const known: Known = { names: new Map(), ids: new Map() };
    this.#known = known;
    for (const line of readLines(this.#file)) {
      const entry = parseEntry(line);
      if (entry === undefined) continue;
      // The first match wins.
      if (!known.names.has(entry.id)) known.names.set(entry.id, entry.name);
      if (!known.ids.has(entry.name)) known.ids.set(entry.name, entry.id);
    }
    this.#asks = hasOtherSources(this.#kind, readLines(this.#nsswitch));
    return known;
  }
}

/** `name:password:id:…`; comments and the `+`/`-` lines of the compat source are no accounts. */
function parseEntry(line: string): Entry | undefined {
  const [name = '', , digits = ''] = line.split(':', 3);
  if (name === '' || /^[#+-]/.test(name) || !/^\d{1,10}$/.test(digits)) return undefined;
  const id = Number(digits);
  return id > 0xffff_ffff ? undefined : { name, id };
}

/** A file that cannot be read has no lines: the numbers are shown then. */
function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'latin1').split('\n');
  } catch {
    return [];
  }
}
