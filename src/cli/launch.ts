/**
 * What bin/ts-* call: answers `--version` at once, else runs the program's bundle from V8's code cache, which saves the
 * time to parse and compile it. A cache of another Node version is refused by V8, and the source is compiled as usual.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

type Wrapped = (exports: object, require: NodeJS.Require, module: object, filename: string, dirname: string) => void;

export function launch(name: string): void {
  const first = process.argv[2];
  if (process.argv.length === 3 && (first === '-v' || first === '--version')) {
    process.stdout.write(`${name} version 4.2.1\n`);
    return;
  }
  const file = path.join(path.dirname(fileURLToPath(import.meta.url)), `${name}.cjs`);
  const source = `(function(exports,require,module,__filename,__dirname){${readFileSync(file, 'utf8')}\n})`;
  const cachedData = cacheOf(file);
  const script = new Script(source, { filename: file, ...(cachedData && { cachedData }) });
  const program: Wrapped = script.runInThisContext();
  // Set by the build: what this run compiled is what later runs will not have to.
  if (process.env.TS_AUDIT_WRITE_CODE_CACHE) {
    process.on('exit', () => writeFileSync(`${file}.cache`, script.createCachedData()));
  }
  program({}, createRequire(file), {}, file, path.dirname(file));
}

function cacheOf(file: string): Buffer | undefined {
  try {
    return readFileSync(`${file}.cache`);
  } catch {
    return undefined;
  }
}
