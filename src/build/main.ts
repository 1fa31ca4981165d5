/**
 * `npm run build`: tables → kernels → bundles → type declarations → native addon. `--package`, of `npm pack`: the addon for all
 * platforms of the package.
 */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.js';
import { compileKernels } from './kernels.js';
import { buildPage } from './page.js';
import { generateTables } from './tables.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

generateTables(root);
await compileKernels(root);
await bundle(root);
await buildPage(root);
const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
execFileSync(process.execPath, [compiler, '--project', 'tsconfig.types.json'], { cwd: root, stdio: 'inherit' });
// These read the tables, so they can only be loaded now.
const { writeManuals } = await import('./manual.js');
writeManuals(root);
const { buildAddon, buildAllAddons, copyHeaders } = await import('./addon.js');
copyHeaders(root);
if (process.argv.includes('--package')) buildAllAddons(root);
else buildAddon(root);
