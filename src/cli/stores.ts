/** Stores of logs among what -if names; nothing of what reads them is loaded until one is met. */
import { usage } from '../errors.js';
import type { DiscoveryRequest } from '../input/discover.js';
import { expandGlob } from '../input/glob.js';
import type { ClickHouseServer } from '../store/clickhouse/server.js';
import type { Looked } from '../store/open.js';
import { parquetFilesAt } from '../store/parquet/find.js';
import type { ServerAccess } from '../store/secret.js';
import type { Store } from '../store/stored-stream.js';
import type { Io } from './io.js';
import type { StoreAccess } from './store-options.js';

const SERVER = /^clickhouses?:\/\//;
/** How long a server may take for an answer. */
export const TIMEOUT_SECONDS = 30;

/** Whether the word names a server and no file. */
export function isServer(where: string): boolean {
  return SERVER.test(where);
}

/** Whether the argument of -if names a store, and no log. */
export function isStore(name: string): boolean {
  return isServer(name) || parquetFilesAt(name) !== undefined;
}

export function storedSources(looked: Looked, access: StoreAccess, io: Io): NonNullable<DiscoveryRequest['stores']> {
  return async (paths) => {
    const { rest, ...names } = sorted(paths);
    if (names.files.size + names.servers.size === 0) return { sources: [], rest };
    const { interestOf, storeSources } = await import('../store/open.js');
    return { sources: storeSources(await opened(names, access, io), interestOf(looked)), rest };
  };
}

/** `inputs`: the arguments of -if, which must be stores. `question`: the option that is about them. */
export async function namedStores(
  inputs: readonly string[],
  access: StoreAccess,
  io: Io,
  question: string,
): Promise<readonly Store[]> {
  const { rest, ...names } = sorted(inputs.flatMap(expandGlob));
  const [log] = rest;
  if (log !== undefined) throw usage(`${question} is about stores, and ${log} is none`);
  if (names.files.size + names.servers.size === 0)
    throw usage(`${question} is about stores: -if DIR or -if clickhouse://HOST/DATABASE`);
  return opened(names, access, io);
}

/** Undefined when a log is among the inputs. */
export async function storesAlone(
  inputs: readonly string[],
  access: StoreAccess,
  io: Io,
): Promise<readonly Store[] | undefined> {
  const { rest, ...names } = sorted(inputs.flatMap(expandGlob));
  return rest.length > 0 || names.files.size + names.servers.size === 0 ? undefined : opened(names, access, io);
}

interface StoreWords {
  readonly files: ReadonlySet<string>;
  readonly servers: ReadonlySet<string>;
}

function sorted(paths: readonly string[]): StoreWords & { readonly rest: readonly string[] } {
  const files = new Set<string>();
  const rest = paths.filter((path) => {
    if (path === '-' || isServer(path)) return path === '-';
    const found = parquetFilesAt(path);
    for (const file of found ?? []) files.add(file);
    return found === undefined;
  });
  return { files, servers: new Set(paths.filter(isServer)), rest };
}

async function opened({ files, servers }: StoreWords, access: StoreAccess, io: Io): Promise<readonly Store[]> {
  const { openStores } = await import('../store/open.js');
  const connected: ClickHouseServer[] = [];
  for (const server of servers) connected.push(await serverAt(server, access, io));
  return openStores({ files: [...files], servers: connected }, (line) => io.err(`${line}\n`));
}

export async function serverAt(where: string, access: StoreAccess, io: Io): Promise<ClickHouseServer> {
  const { serverAddress } = await import('../store/clickhouse/address.js');
  const { ClickHouseServer } = await import('../store/clickhouse/server.js');
  const { timeoutSeconds = TIMEOUT_SECONDS } = access;
  return ClickHouseServer.connect(serverAddress(where, serverAccess(access, io)), { ...access, timeoutSeconds });
}

export function serverAccess({ allowsInsecure = false }: StoreAccess, io: Io): ServerAccess {
  return { env: io.env, allowsInsecure, note: (line) => io.err(`${line}\n`) };
}
