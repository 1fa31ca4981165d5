/** The browser's half of the HTML report: one script and one style sheet, which the page carries inline. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

export async function buildPage(root: string): Promise<void> {
  const outdir = path.join(root, 'dist/page');
  const common = { absWorkingDir: root, bundle: true, minify: true, legalComments: 'none', target: 'es2022' } as const;
  await build({
    ...common,
    entryPoints: ['src/page/client/main.ts'],
    format: 'iife',
    charset: 'ascii',
    outfile: path.join(outdir, 'page.js'),
  });
  await build({ ...common, entryPoints: ['src/page/client/page.css'], outfile: path.join(outdir, 'page.css') });
  const chart = readFileSync(path.join(root, 'node_modules/uplot/dist/uPlot.min.css'), 'utf8');
  const file = path.join(outdir, 'page.css');
  writeFileSync(file, chart + readFileSync(file, 'utf8'));
  // Both stand inside elements of a page, which these would end.
  for (const name of ['page.js', 'page.css'])
    if (/<\/(script|style)/i.test(readFileSync(path.join(outdir, name), 'utf8')))
      throw new Error(`${name} ends its element`);
}
