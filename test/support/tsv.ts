/** Tables that only tests read. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** The rows of a file of the checkout, keyed by the names of its header line. */
export function tsvRows(file: string): readonly Readonly<Record<string, string>>[] {
  const [columns = [], ...lines] = readFileSync(path.join(root, file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  return lines.map((cells) => Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? ''])));
}
