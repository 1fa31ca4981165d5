/** Writes the manuals: dist/man/NAME.SECTION for man(1), NAME.txt beside it for `--man` where there is no man(1). */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { allOptions } from '../cli/auditctl/table.js';
import { reportOptionTable } from '../cli/aureport/table.js';
import { searchOptions } from '../cli/ausearch/table.js';
import { traceOptions } from '../cli/autrace/table.js';
import { mdoc } from '../manual/mdoc.js';
import type { ManualPage, Term } from '../manual/page.js';
import { auditctlPage } from '../manual/pages/auditctl.js';
import { aureportPage } from '../manual/pages/aureport.js';
import { ausearchPage } from '../manual/pages/ausearch.js';
import { autracePage } from '../manual/pages/autrace.js';
import { expressionPage } from '../manual/pages/expression.js';
import { formatsPage } from '../manual/pages/formats.js';
import { plainText } from '../manual/plain.js';
import * as tables from '../tables/generated/tables.js';
import { rows } from '../tables/lookup.js';

/** Of the last change that readers should know of; a page must not change with the day of the build. */
const DATE = 'November 27, 2026';

/** In the order in which package.json names them. */
export function manualPages(root: string): readonly ManualPage[] {
  return [
    ausearchPage(searchOptions),
    aureportPage(reportOptionTable),
    auditctlPage(allOptions()),
    autracePage(traceOptions),
    expressionPage,
    formatsPage({ json: schemaKeys(root), ecs: ecsFields(), ocsf: ocsfClasses() }),
  ];
}

export function writeManuals(root: string): void {
  const folder = path.join(root, 'dist/man');
  mkdirSync(folder, { recursive: true });
  for (const page of manualPages(root)) {
    writeFileSync(path.join(folder, `${page.name}.${page.section}`), mdoc(page, DATE));
    writeFileSync(path.join(folder, `${page.name}.txt`), plainText(page));
  }
}

interface Schema {
  readonly properties: Readonly<Record<string, { readonly description?: string; readonly $ref?: string }>>;
  readonly $defs: Readonly<Record<string, { readonly description?: string }>>;
}

function schemaKeys(root: string): readonly Term[] {
  const schema: Schema = JSON.parse(readFileSync(path.join(root, 'src/schema/event.schema.json'), 'utf8'));
  return Object.entries(schema.properties).map(([term, { description, $ref = '' }]) => {
    const told = description ?? schema.$defs[$ref.replace('#/$defs/', '')]?.description;
    return { term, text: told ?? 'See the schema.' };
  });
}

function ecsFields(): readonly Term[] {
  return rows(tables.ecsFields).map(({ field, target }) => ({ term: target, text: `\`${field}\`` }));
}

function ocsfClasses(): readonly Term[] {
  return rows(tables.ocsfClasses).map(({ uid, caption, category }) => ({
    term: `${uid} ${caption}`,
    text: `${category}.`,
  }));
}
