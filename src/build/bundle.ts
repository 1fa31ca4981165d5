/**
 * Bundles each program into one file of dist/, with V8's code cache beside it; the library into an ES module. Start-up is
 * the reason: from node_modules the same modules take three times as long as bare node, and many small chunks half
 * as long again. What a run does not need is in the file, but never evaluated.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { type BuildOptions, build } from 'esbuild';

const programs = ['ausearch', 'aureport', 'auditctl', 'autrace'];

const usualRuns: Readonly<Record<string, readonly string[]>> = {
  ausearch: ['-if', 'fixtures/sample.log', '-i'],
  aureport: ['-if', 'fixtures/sample.log'],
  auditctl: ['--check', 'fixtures/rules/sample.rules'],
};

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
  for (const name of programs) cacheCode(root, name);
}

/** The functions of a usual run are in the cache; see src/cli/launch.ts, which writes and reads it. */
function cacheCode(root: string, name: string): void {
  const words = usualRuns[name] ?? ['--help'];
  const env = { ...process.env, TS_AUDIT_WRITE_CODE_CACHE: '1' };
  spawnSync(process.execPath, [path.join(root, 'bin', `ts-${name}`), ...words], { cwd: root, env, stdio: 'ignore' });
}
