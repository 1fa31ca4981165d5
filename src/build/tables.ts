/**
 * Turns `src/tables/data/*.tsv` into typed modules, so that a program needs no files at run time and no word of a table
 * can be wrong there: a bad cell stops the build.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { constantsModule, tablesModule } from './tables/modules.js';
import { problemsOf, readTable } from './tables/read.js';
import { schema } from './tables/schema.js';

/** Tables whose numbers the code calls by their names, and the module that has them. */
const CONSTANTS: Readonly<Record<string, string>> = {
  'record-types': 'record-type',
  'netlink-messages': 'netlink-message',
};

/** Throws an error that names every bad cell by file, line and column. */
export function generateTables(root: string): void {
  const from = path.join(root, 'src/tables/data');
  const to = path.join(root, 'src/tables/generated');
  const names = readdirSync(from)
    .filter((name) => name.endsWith('.tsv'))
    .map((name) => path.basename(name, '.tsv'))
    .sort();
  const missing = Object.keys(schema).filter((name) => !names.includes(name));
  const strays = names.filter((name) => schema[name] === undefined);
  const tables = new Map(names.map((name) => [name, readTable(from, name)]));
  const checked = names.flatMap((name) => {
    const [table, known] = [tables.get(name), schema[name]];
    return table && known ? [{ table, schema: known }] : [];
  });
  const column = (name: string, wanted: string): ReadonlySet<string> => {
    const table = tables.get(name);
    const at = table?.columns.indexOf(wanted) ?? -1;
    return new Set(table?.lines.map((line) => line[at] ?? ''));
  };
  const problems = [
    ...missing.map((name) => `${name}.tsv is missing`),
    ...strays.map((name) => `${name}.tsv has no schema in src/build/tables/schema.ts`),
    ...checked.flatMap(({ table, schema: known }) => problemsOf(table, known, column)),
  ];
  if (problems.length > 0) throw new Error(problems.map((problem) => `src/tables/data/${problem}`).join('\n'));
  mkdirSync(to, { recursive: true });
  writeFileSync(path.join(to, 'tables.ts'), tablesModule(checked));
  for (const [name, module] of Object.entries(CONSTANTS)) {
    const table = tables.get(name);
    if (table) writeFileSync(path.join(to, `${module}.ts`), constantsModule(table));
  }
}
