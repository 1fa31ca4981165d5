/** Flag sets: tables of bits in the order in which their names are printed. */
import type { FlagRow } from './generated/tables.js';
import type { Table } from './table.js';

export interface Flag {
  /** Bits, below 2^32. */
  readonly bits: number;
  readonly name: string;
}

const cache = new Map<Table<FlagRow>, readonly Flag[]>();

/** In printing order. Flags above 32 bits, and those whose note says that they are never printed, are left out. */
export function flags(table: Table<FlagRow>): readonly Flag[] {
  let found = cache.get(table);
  if (!found) {
    found = table
      .rows()
      .filter(({ value, note }) => note !== 'never printed' && value < 2 ** 32)
      .map(({ value, name }) => ({ bits: value, name }));
    cache.set(table, found);
  }
  return found;
}

/** Names of the entries that share a bit with `value`. */
export function flagNames(table: Table<FlagRow>, value: number): string[] {
  const names: string[] = [];
  for (const flag of flags(table)) if ((flag.bits & value) !== 0) names.push(flag.name);
  return names;
}
