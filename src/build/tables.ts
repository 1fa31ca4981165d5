/** Turns `src/tables/data/*.tsv` into one generated module, so that a program needs no files at run time. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export function generateTables(root: string): void {
  const from = path.join(root, 'src/tables/data');
  const to = path.join(root, 'src/tables/generated');
  const entries = readdirSync(from)
    .filter((name) => name.endsWith('.tsv'))
    .sort()
    .map((name) => {
      const text = readFileSync(path.join(from, name), 'utf8').replace(/\n$/, '');
      return `  ${JSON.stringify(path.basename(name, '.tsv'))}: ${JSON.stringify(text)},\n`;
    });
  mkdirSync(to, { recursive: true });
  writeFileSync(
    path.join(to, 'tables.ts'),
    `// Made from src/tables/data by src/build/tables.ts. Do not edit.\nexport const tables = {\n${entries.join('')}} as const;\n`,
  );
}
