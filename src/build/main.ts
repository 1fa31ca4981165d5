/** `npm run build`: tables → scan kernel → bundles → type declarations → native addon (`--everywhere`: for all platforms). */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.js';
import { compileScanKernel } from './scan.js';
import { generateTables } from './tables.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

generateTables(root);
await compileScanKernel(root);
await bundle(root);
const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
execFileSync(process.execPath, [compiler, '--project', 'tsconfig.types.json'], { cwd: root, stdio: 'inherit' });
// Its module reads the tables, so it can only be loaded now.
const { buildAddon } = await import('./addon.js');
buildAddon(root, process.argv.includes('--everywhere'));
