/** Compiles the kernels (AssemblyScript) to WebAssembly and embeds them as text in generated modules. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { assertLayouts } from './kernel-layouts.js';

/** Their folders; each has the name of its own. */
const KERNELS: readonly string[] = ['log/scan', 'log/parts', 'store/skeleton'];

const OPTIONS = '-O3 --noAssert --runtime stub --enable simd --enable bulk-memory --importMemory'.split(' ');

export async function compileKernels(root: string): Promise<void> {
  assertLayouts();
  for (const folder of KERNELS) await compile(root, `src/${folder}`);
}

async function compile(root: string, folder: string): Promise<void> {
  const kernel = path.basename(folder);
  const { default: asc } = await import('assemblyscript/asc');
  const files = new Map<string, Uint8Array>();
  const { error, stderr } = await asc.main(
    [`${folder}/${kernel}.as.ts`, '--baseDir', root, '--outFile', `${kernel}.wasm`, ...OPTIONS],
    {
      writeFile: (name, contents) => {
        files.set(path.basename(name), typeof contents === 'string' ? Buffer.from(contents) : contents);
      },
    },
  );
  const wasm = files.get(`${kernel}.wasm`);
  if (error || !wasm) throw new Error(`${kernel} kernel: ${error?.message ?? 'no output'}\n${stderr.toString()}`);
  const to = path.join(root, folder, 'generated');
  mkdirSync(to, { recursive: true });
  writeFileSync(
    path.join(to, `${kernel}-wasm.ts`),
    `// Made from ${folder}/${kernel}.as.ts by src/build/kernels.ts. Do not edit.\n` +
      `export const ${kernel}Wasm = '${Buffer.from(wasm).toString('base64')}';\n`,
  );
}
