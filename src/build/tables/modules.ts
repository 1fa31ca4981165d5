/** The generated modules: tables with their types, and record types as constants. */
import type { TableText } from './read.js';
import type { TableSchema } from './schema.js';

const NOTE = '// Made from src/tables/data by src/build/tables.ts. Do not edit.\n';

export interface CheckedTable {
  readonly table: TableText;
  readonly schema: TableSchema;
}

/** One constant a table, so that a bundle carries those that it uses. */
export function tablesModule(tables: readonly CheckedTable[]): string {
  const types = new Map<string, string>();
  const constants: string[] = [];
  for (const { table, schema } of tables) {
    const row = schema.row ?? `${pascal(table.name)}Row`;
    const carried = Object.entries(schema.columns).filter(([, { type }]) => type !== undefined);
    for (const [, { names = [] }] of carried) for (const declaration of names) types.set(declaration, declaration);
    const members = carried.map(([name, { type }]) => `  readonly ${name}: ${type};\n`).join('');
    types.set(row, `export interface ${row} {\n${members}}\n`);
    const columns = carried.map(([name, { code }]) => name + code).join(' ');
    const places = carried.map(([name, column]) => ({ at: table.columns.indexOf(name), column }));
    const text = table.lines.map((line) => places.map(({ at, column }) => column.carried(line[at] ?? '')).join('\t'));
    constants.push(
      `export const ${camel(table.name)}: Table<${row}> = /* @__PURE__ */ table(\n` +
        `  '${columns}',\n  () => ${JSON.stringify(text.join('\n'))},\n);\n`,
    );
  }
  return `${NOTE}import { type Table, table } from '../table.js';\n\n${[...types.values(), ...constants].join('\n')}`;
}

/** `export const SYSCALL = 1300;`: of the columns `number` and `name`, readable by the kernels as well. */
export function constantsModule({ columns, lines }: TableText): string {
  const number = columns.indexOf('number');
  const name = columns.indexOf('name');
  return `${NOTE}${lines.map((line) => `export const ${line[name]} = ${line[number]};\n`).join('')}`;
}

function pascal(name: string): string {
  return name.replace(/(?:^|[-_])(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** `field-kinds` → `fieldKinds`. */
function camel(name: string): string {
  return name.replace(/[-_](\w)/g, (_, letter: string) => letter.toUpperCase());
}
