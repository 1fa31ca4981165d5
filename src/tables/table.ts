/**
 * A table as a program carries it: text, split into typed rows on first use. `src/build/tables/` writes it from
 * `data/*.tsv` with every word checked, so nothing is checked here.
 */
export interface Table<Row> {
  readonly rows: () => readonly Row[];
}

type Cell = string | number | boolean | undefined | readonly string[];

/** What stands behind a column's name says what its cells are. */
const readers: Readonly<Record<string, (cell: string) => Cell>> = {
  '': (cell) => cell,
  '?': (cell) => (cell === '' ? undefined : cell),
  '#': Number,
  '#?': (cell) => (cell === '' ? undefined : Number(cell)),
  '!': (cell) => cell !== '',
  ',': (cell) => (cell === '' ? [] : cell.split(',')),
};

/**
 * `columns`: names with the sign of a reader each. Lines and cells are separated by newlines and tabs. `text` is a function,
 * as V8 hashes each string of code that it takes in, and most tables are not asked for.
 */
export function table<Row>(columns: string, text: () => string): Table<Row> {
  let rows: readonly Row[] | undefined;
  return {
    rows: () => {
      rows ??= split(columns, text()) as unknown as readonly Row[]; // checked when it was written
      return rows;
    },
  };
}

function split(columns: string, text: string): readonly object[] {
  const members = columns.split(' ').map((column) => {
    const [, name = '', sign = ''] = /^(\w+)(.*)$/.exec(column) ?? [];
    return { name, read: readers[sign] ?? String };
  });
  return text.split('\n').map((line) => {
    const cells = line.split('\t');
    const row: Record<string, Cell> = {};
    let at = 0;
    for (const { name, read } of members) row[name] = read(cells[at++] ?? '');
    return row;
  });
}
