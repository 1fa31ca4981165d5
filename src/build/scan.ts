/** Compiles the scan kernel (AssemblyScript) to WebAssembly and embeds it as text in a generated module. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export async function compileScanKernel(root: string): Promise<void> {
  const { default: asc } = await import('assemblyscript/asc');
  const files = new Map<string, Uint8Array>();
  const { error, stderr } = await asc.main(
    [
      'src/log/scan.as.ts',
      '--baseDir',
      root,
      '--outFile',
      'scan.wasm',
      '-O3',
      '--noAssert',
      '--runtime',
      'stub',
      '--enable',
      'simd',
      '--enable',
      'bulk-memory',
      '--importMemory',
    ],
    {
      writeFile: (name, contents) => {
        files.set(path.basename(name), typeof contents === 'string' ? Buffer.from(contents) : contents);
      },
    },
  );
  const wasm = files.get('scan.wasm');
  if (error || !wasm) throw new Error(`scan kernel: ${error?.message ?? 'no output'}\n${stderr.toString()}`);
  const to = path.join(root, 'src/log/generated');
  mkdirSync(to, { recursive: true });
  writeFileSync(
    path.join(to, 'scan-wasm.ts'),
    `// Made from src/log/scan.as.ts by src/build/scan.ts. Do not edit.\nexport const scanWasm = '${Buffer.from(wasm).toString('base64')}';\n`,
  );
}
