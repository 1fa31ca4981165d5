/**
 * What bin/ts-* call: answers `--version` at once, else runs the program's bundle from V8's code cache, which saves the
 * time to parse and compile it. A cache of another Node version is refused by V8, and the source is compiled as usual.
 * Built as CommonJS: node's loader of ES modules takes as long as all that is done here.
 */
import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';

type Program = (exports: object, require: NodeJS.Require, module: object, filename: string, dirname: string) => void;

export function launch(name: string): void {
  const first = process.argv[2];
  if (process.argv.length === 3 && (first === '-v' || first === '--version')) {
    try {
      writeSync(1, `${name} version 4.2.1\n`);
    } catch {
      // Whoever asked has gone.
    }
    return;
  }
  const file = path.join(import.meta.dirname, `${name}.cjs`);
  const cachedData = cacheOf(file);
  // The bundle is ASCII, and one function (see src/build/bundle.ts).
  const script = new Script(readFileSync(file, 'latin1'), { filename: file, ...(cachedData && { cachedData }) });
  const program: Program = script.runInThisContext();
  // Set by the build: what this run compiled is what later runs will not have to.
  if (process.env.TS_AUDIT_WRITE_CODE_CACHE) {
    process.on('exit', () => writeFileSync(`${file}.cache`, script.createCachedData()));
  }
  program({}, createRequire(file), {}, file, import.meta.dirname);
}

function cacheOf(file: string): Buffer | undefined {
  try {
    return readFileSync(`${file}.cache`);
  } catch {
    return undefined;
  }
}
