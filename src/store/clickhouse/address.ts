/** Where a ClickHouse server is, and how to come in: `clickhouse://[user@]host[:port]/db[/table]`. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fromBytes } from '../../bytes/text.js';
import { AuditError, usage } from '../../errors.js';

export interface ServerAddress {
  /** As messages show it: `host:port`. */
  readonly name: string;
  readonly isSecure: boolean;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly table: string;
}

/** What the command line and the environment say besides. */
export interface ServerAccess {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Passwords may be sent in the clear to other machines. */
  readonly allowsInsecure: boolean;
  readonly note: (line: string) => void;
}

const SCHEMES: ReadonlyMap<string, { readonly isSecure: boolean; readonly port: number }> = new Map([
  ['clickhouse:', { isSecure: false, port: 8123 }],
  ['clickhouses:', { isSecure: true, port: 8443 }],
]);

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const TABLE = 'events';
/** 127.0.0.0/8, ::1 and their name. */
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/;

/** `where`: a byte string. Throws `usage`, never with the password in it. */
export function serverAddress(where: string, access: ServerAccess): ServerAddress {
  const { url, isSecure, port, database, table } = parsed(where);
  const host = url.hostname;
  const user = decodeURIComponent(url.username) || 'default';
  const password = passwordFor(url, host, user, access);
  if (password !== '' && !isSecure && !LOOPBACK.test(host) && !access.allowsInsecure)
    throw usage(`${host}: a password would be sent in the clear; use clickhouses://, or --insecure-http`);
  return { name: `${host}:${port}`, isSecure, host, port, user, password, database, table };
}

/** Without asking how to come in. */
export function placeOf(where: string): Pick<ServerAddress, 'database' | 'table'> {
  return parsed(where);
}

interface Parsed extends Pick<ServerAddress, 'isSecure' | 'port' | 'database' | 'table'> {
  readonly url: URL;
}

function parsed(where: string): Parsed {
  const url = urlOf(where);
  const scheme = SCHEMES.get(url.protocol);
  const [database = '', table = TABLE, ...more] = url.pathname.split('/').slice(1);
  if (!scheme || url.hostname === '' || !NAME.test(database) || !NAME.test(table) || more.length > 0)
    throw usage('A ClickHouse server is given as clickhouse://[user@]host[:port]/database[/table]');
  return { url, isSecure: scheme.isSecure, port: Number(url.port || scheme.port), database, table };
}

function urlOf(where: string): URL {
  try {
    return new URL(fromBytes(where));
  } catch {
    throw usage('A ClickHouse server is given as clickhouse://[user@]host[:port]/database[/table]');
  }
}

function passwordFor({ password }: URL, host: string, user: string, { env, note }: ServerAccess): string {
  if (password !== '') {
    note('WARNING - a password on the command line is seen by everybody here; TS_AUDIT_PASSWORD_FILE is not');
    return decodeURIComponent(password);
  }
  if (env.TS_AUDIT_PASSWORD !== undefined) return env.TS_AUDIT_PASSWORD;
  if (env.TS_AUDIT_PASSWORD_FILE !== undefined) return privateFile(env.TS_AUDIT_PASSWORD_FILE).replace(/\r?\n$/, '');
  const netrc = path.join(env.HOME ?? '/nonexistent', '.netrc');
  return statSync(netrc, { throwIfNoEntry: false }) ? (netrcPassword(privateFile(netrc), host, user) ?? '') : '';
}

/** Throws `input` for one that others may read. */
function privateFile(name: string): string {
  try {
    if ((statSync(name).mode & 0o077) !== 0)
      throw new AuditError('input', `${name}: others may read the password in it (chmod 600)`);
    return readFileSync(name, 'utf8');
  } catch (error) {
    if (error instanceof AuditError) throw error;
    throw new AuditError('input', `${name}: the password in it cannot be read`, { cause: error });
  }
}

/** ftp(1): words, of which `machine`, `login` and `password` are each followed by their value. */
function netrcPassword(text: string, host: string, user: string): string | undefined {
  const words = text.split(/\s+/);
  let here = false;
  let login: string | undefined;
  for (let i = 0; i + 1 < words.length; i++) {
    const value = words[i + 1];
    if (words[i] === 'machine') {
      here = value === host;
      login = undefined;
    } else if (words[i] === 'login') login = value;
    else if (words[i] === 'password' && here && (login === undefined || login === user)) return value;
    else continue;
    i++;
  }
  return undefined;
}
