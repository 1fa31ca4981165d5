/** Reads one table and checks every word of it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { TableSchema } from './schema.js';

export interface TableText {
  readonly name: string;
  readonly columns: readonly string[];
  /** The words of each line below the header. */
  readonly lines: readonly (readonly string[])[];
}

export function readTable(folder: string, name: string): TableText {
  const [header = [], ...lines] = readFileSync(path.join(folder, `${name}.tsv`), 'utf8')
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.split('\t'));
  return { name, columns: header, lines };
}

/** One sentence for each bad cell: `field-kinds.tsv line 12, column kind: "uidd" is none of raw, uid …`. */
export function problemsOf(
  table: TableText,
  schema: TableSchema,
  column: (table: string, column: string) => ReadonlySet<string>,
): readonly string[] {
  const { name, columns, lines } = table;
  const expected = Object.keys(schema.columns);
  if (columns.join() !== expected.join())
    return [`${name}.tsv line 1: the columns are ${columns.join(', ')}, expected ${expected.join(', ')}`];
  const problems: string[] = [];
  const seen = new Map((schema.unique ?? []).map((key) => [key, new Map<string, number>()]));
  for (const [index, words] of lines.entries()) {
    const place = `${name}.tsv line ${index + 2}`;
    if (words.length !== columns.length) {
      problems.push(`${place}: ${words.length} columns instead of ${columns.length}`);
      continue;
    }
    const cells = new Map(words.map((cell, i) => [columns[i] ?? '', cell]));
    const at = { cells, number: index + 1, column };
    for (const [key, sort] of Object.entries(schema.columns)) {
      const cell = cells.get(key) ?? '';
      const problem = sort.problem(cell, at) ?? repetition(seen.get(key), cell, index + 2);
      if (problem !== undefined) problems.push(`${place}, column ${key}: "${cell}" ${problem}`);
    }
  }
  return problems;
}

/** Cells without a word may repeat. */
function repetition(seen: Map<string, number> | undefined, cell: string, line: number): string | undefined {
  if (seen === undefined || cell === '' || cell === '-') return undefined;
  const before = seen.get(cell);
  if (before !== undefined) return `stands in line ${before} already`;
  seen.set(cell, line);
  return undefined;
}
