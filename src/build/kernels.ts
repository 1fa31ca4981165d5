/** Compiles the kernels (AssemblyScript) to WebAssembly and embeds them as text in generated modules. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { assertLayouts } from './kernel-layouts.js';

/** Each in a folder of its name. */
const KERNELS: readonly string[] = ['scan', 'parts'];

const OPTIONS = '-O3 --noAssert --runtime stub --enable simd --enable bulk-memory --importMemory'.split(' ');

export async function compileKernels(root: string): Promise<void> {
  assertLayouts();
  for (const kernel of KERNELS) await compile(root, kernel);
}

async function compile(root: string, kernel: string): Promise<void> {
  const { default: asc } = await import('assemblyscript/asc');
  const files = new Map<string, Uint8Array>();
  const { error, stderr } = await asc.main(
    [`src/log/${kernel}/${kernel}.as.ts`, '--baseDir', root, '--outFile', `${kernel}.wasm`, ...OPTIONS],
    {
      writeFile: (name, contents) => {
        files.set(path.basename(name), typeof contents === 'string' ? Buffer.from(contents) : contents);
      },
    },
  );
  const wasm = files.get(`${kernel}.wasm`);
  if (error || !wasm) throw new Error(`${kernel} kernel: ${error?.message ?? 'no output'}\n${stderr.toString()}`);
  const to = path.join(root, 'src/log', kernel, 'generated');
  mkdirSync(to, { recursive: true });
  writeFileSync(
    path.join(to, `${kernel}-wasm.ts`),
    `// Made from src/log/${kernel}/${kernel}.as.ts by src/build/kernels.ts. Do not edit.\n` +
      `export const ${kernel}Wasm = '${Buffer.from(wasm).toString('base64')}';\n`,
  );
}
