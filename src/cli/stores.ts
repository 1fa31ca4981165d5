/** Stores of logs among what -if names; nothing of what reads them is loaded until one is met. */
import type { DiscoveryRequest } from '../input/discover.js';
import type { Source } from '../input/source.js';
import type { ClickHouseServer } from '../store/clickhouse/server.js';
import type { Looked } from '../store/open.js';
import { parquetFilesAt } from '../store/parquet/find.js';
import type { Io } from './io.js';
import type { StoreAccess } from './store-options.js';

const SERVER = /^clickhouses?:\/\//;
const TIMEOUT_SECONDS = 30;

/** Whether the word names a server and no file. */
export function isServer(where: string): boolean {
  return SERVER.test(where);
}

export function storedSources(looked: Looked, access: StoreAccess, io: Io): NonNullable<DiscoveryRequest['stores']> {
  return async (paths) => {
    const servers = paths.filter(isServer);
    const files: string[] = [];
    const rest = paths.filter((path) => {
      if (path === '-' || isServer(path)) return path === '-';
      const found = parquetFilesAt(path);
      files.push(...(found ?? []));
      return found === undefined;
    });
    const sources: Source[] = [];
    if (files.length + servers.length > 0) {
      const { interestOf, openClickHouse, openParquet } = await import('../store/open.js');
      const interest = interestOf(looked);
      if (files.length > 0) sources.push(...(await openParquet([...new Set(files)], interest)));
      for (const server of new Set(servers))
        sources.push(...(await openClickHouse(await serverAt(server, access, io), interest)));
    }
    return { sources, rest };
  };
}

export async function serverAt(where: string, access: StoreAccess, io: Io): Promise<ClickHouseServer> {
  const { serverAddress } = await import('../store/clickhouse/address.js');
  const { ClickHouseServer } = await import('../store/clickhouse/server.js');
  const { timeoutSeconds = TIMEOUT_SECONDS, allowsInsecure = false } = access;
  const note = (line: string): void => io.err(`${line}\n`);
  return ClickHouseServer.connect(serverAddress(where, { env: io.env, allowsInsecure, note }), {
    ...access,
    timeoutSeconds,
  });
}
