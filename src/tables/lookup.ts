/** The value tables: names and numbers of syscalls, errors, flags, record types … */
import type { FlagRow, ValueRow } from './generated/tables.js';
import type { Table } from './table.js';

/** The rows of a table of `generated/tables.ts`; its columns and their types stand in `src/build/tables/schema.ts`. */
export function rows<Row>(table: Table<Row>): readonly Row[] {
  return table.rows();
}

type Entry = ValueRow | FlagRow | { readonly number: number; readonly name: string };

/** Numbers ↔ names of one enumeration (the first row of a number or name wins). */
export class ValueTable {
  readonly #names = new Map<number, string>();
  readonly #values = new Map<string, number>();

  constructor(entries: Iterable<Entry>) {
    for (const row of entries) {
      const { name } = row;
      const value = 'value' in row ? row.value : row.number;
      const isAlias = 'note' in row && row.note === 'alias';
      if (!isAlias && !this.#names.has(value)) this.#names.set(value, name);
      if (!this.#values.has(name.toLowerCase())) this.#values.set(name.toLowerCase(), value);
    }
  }

  name(value: number): string | undefined {
    return this.#names.get(value);
  }

  /** Names compare without regard to ASCII case. */
  value(name: string): number | undefined {
    return this.#values.get(name.toLowerCase());
  }

  names(): IterableIterator<[number, string]> {
    return this.#names.entries();
  }
}

const cache = new Map<Table<Entry>, ValueTable>();

export function valueTable(table: Table<Entry>): ValueTable {
  let found = cache.get(table);
  if (!found) {
    found = new ValueTable(table.rows());
    cache.set(table, found);
  }
  return found;
}
