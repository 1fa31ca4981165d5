/** Whether a table of ClickHouse is one of ours. */
import { COLUMN_NAMES } from '../row.js';
import type { ClickHouseServer } from './server.js';

/** Names; none: there is no such table. */
export function columnsThere(server: ClickHouseServer): Promise<readonly string[]> {
  const { database, table } = server.address;
  return server.select(
    `SELECT groupArray(name) FROM system.columns WHERE database = '${database}' AND table = '${table}'`,
    (answer) => answer.list(() => answer.text()),
  );
}

/** Undefined: it is. */
export function whyNotOurs({ address, table }: ClickHouseServer, columns: readonly string[]): string | undefined {
  const missing = COLUMN_NAMES.find((column) => !columns.includes(column));
  return missing && `${address.name}: ${table} is no table of ours (it has no column ${missing})`;
}
