/** Flag sets: tables whose `order` column says in which order the names are printed. */
import { rows, type TableName } from './lookup.js';

export interface Flag {
  /** Bits, below 2^32. */
  readonly bits: number;
  readonly name: string;
}

const cache = new Map<TableName, readonly Flag[]>();

/** In printing order. Flags above 32 bits, and those whose note says that they are never printed, are left out. */
export function flags(table: TableName): readonly Flag[] {
  let found = cache.get(table);
  if (!found) {
    found = rows(table)
      .filter((row) => !row.note?.startsWith('never printed') && Number(row.value) < 2 ** 32)
      .sort((a, b) => Number(a.order) - Number(b.order))
      .map((row) => ({ bits: Number(row.value), name: row.name ?? '' }));
    cache.set(table, found);
  }
  return found;
}

/** Names of the entries that share a bit with `value`. */
export function flagNames(table: TableName, value: number): string[] {
  const names: string[] = [];
  for (const flag of flags(table)) if ((flag.bits & value) !== 0) names.push(flag.name);
  return names;
}
