/** `npm run build`: tables → scan kernel → bundles → type declarations → native addon. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.js';
import { compileScanKernel } from './scan.js';
import { generateTables } from './tables.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

generateTables(root);
await compileScanKernel(root);
await bundle(root);
