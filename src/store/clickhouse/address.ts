/** Where a ClickHouse server is, and how to come in: `clickhouse://[user@]host[:port]/db[/table]`. */
import { fromBytes } from '../../bytes/text.js';
import { usage } from '../../errors.js';
import { type ServerAccess, secretFor } from '../secret.js';

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

const SCHEMES: ReadonlyMap<string, { readonly isSecure: boolean; readonly port: number }> = new Map([
  ['clickhouse:', { isSecure: false, port: 8123 }],
  ['clickhouses:', { isSecure: true, port: 8443 }],
]);

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const TABLE = 'events';

/** `where`: a byte string. Throws `usage`, never with the password in it. */
export function serverAddress(where: string, access: ServerAccess): ServerAddress {
  const { url, isSecure, port, database, table } = parsed(where);
  const host = url.hostname;
  const user = decodeURIComponent(url.username) || 'default';
  const password = secretFor(url, user, isSecure, 'clickhouses', access);
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
