/** `npm run build`: tables → kernels → bundles → type declarations → native addon (`--everywhere`: for all platforms). */
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
// Its module reads the tables, so it can only be loaded now.
const { buildAddon } = await import('./addon.js');
buildAddon(root, process.argv.includes('--everywhere'));
