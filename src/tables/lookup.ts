/**
 * The value tables: names and numbers of syscalls, errors, flags, record types … Each is a TSV file in `data/`, carried
 * in one generated module as text and split on first use.
 */
import { tables } from './generated/tables.js';

export type TableName = keyof typeof tables;
export type Row = Readonly<Record<string, string>>;

const rowCache = new Map<TableName, readonly Row[]>();
const valueCache = new Map<TableName, ValueTable>();

/** The rows of a table, keyed by the names of its header line. */
export function rows(name: TableName): readonly Row[] {
  let found = rowCache.get(name);
  if (!found) {
    const [header = '', ...lines] = tables[name].split('\n');
    const columns = header.split('\t');
    found = lines.map((line) => {
      const cells = line.split('\t');
      return Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? '']));
    });
    rowCache.set(name, found);
  }
  return found;
}

/** Numbers ↔ names of one enumeration (columns `value` or `number`, `name`, `note`; first row of a number or name wins). */
export class ValueTable {
  readonly #names = new Map<number, string>();
  readonly #values = new Map<string, number>();

  constructor(entries: Iterable<Row>) {
    for (const row of entries) {
      const value = Number(row.value ?? row.number);
      const name = row.name ?? '';
      // An alias is another accepted spelling; it is never printed.
      if (!row.note?.startsWith('alias') && !this.#names.has(value)) this.#names.set(value, name);
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

export function valueTable(name: TableName): ValueTable {
  let found = valueCache.get(name);
  if (!found) {
    found = new ValueTable(rows(name));
    valueCache.set(name, found);
  }
  return found;
}

export function isTableName(name: string): name is TableName {
  return Object.hasOwn(tables, name);
}
