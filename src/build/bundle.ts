/**
 * Bundles each program into one file of dist/, with V8's code cache beside it; the library into an ES module. Start-up is
 * the reason: from node_modules the same modules take three times as long as bare node, and many small chunks half
 * as long again. What a run does not need is in the file, but never evaluated.
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Script } from 'node:vm';
import { type BuildOptions, build } from 'esbuild';

const programs = ['ausearch', 'aureport', 'auditctl', 'autrace'];

const common: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
};

export async function bundle(root: string): Promise<void> {
  const dist = path.join(root, 'dist');
  rmSync(dist, { recursive: true, force: true });
  const entries = Object.fromEntries(programs.map((name) => [name, `src/cli/${name}-main.ts`]));
  await build({
    ...common,
    absWorkingDir: root,
    outdir: dist,
    entryPoints: { ...entries, worker: 'src/engine/worker.ts' },
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    define: { 'import.meta.url': '__moduleUrl' },
    banner: { js: "const __moduleUrl=require('node:url').pathToFileURL(__filename).href;" },
  });
  await build({
    ...common,
    absWorkingDir: root,
    outdir: dist,
    entryPoints: { index: 'src/index.ts', start: 'src/cli/start.ts', launch: 'src/cli/launch.ts' },
    format: 'esm',
    // Bundled CommonJS packages call require() for node's own modules.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });
  mkdirSync(path.join(dist, 'schema'));
  copyFileSync(path.join(root, 'src/output/schema/event.schema.json'), path.join(dist, 'schema/event.schema.json'));
  for (const name of programs) cacheCode(path.join(dist, `${name}.cjs`));
}

/** See src/cli/launch.ts, which wraps and reads it in the same way. */
function cacheCode(file: string): void {
  const script = new Script(
    `(function(exports,require,module,__filename,__dirname){${readFileSync(file, 'utf8')}\n})`,
    { filename: file },
  );
  writeFileSync(`${file}.cache`, script.createCachedData());
}
