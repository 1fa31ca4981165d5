/**
 * What bin/ts-* call: answers `--version` at once, else runs the program's bundle from V8's code cache, which saves the
 * time to parse and compile it; the same for worker threads. A cache that V8 refuses only costs that time.
 * Built as CommonJS: node's loader of ES modules takes as long as all that is done here.
 */
import { readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { Script } from 'node:vm';
import { findCodeCache, keepCodeCache, shipCodeCache } from './code-cache.js';
import { kindOfRun } from './kind-of-run.js';

type Program = (
  exports: object,
  require: (id: string) => unknown,
  module: object,
  filename: string,
  dirname: string,
) => void;

/** A word for the content of each program's bundle, put here by src/build/bundle.ts. */
declare const BUILDS: Readonly<Record<string, string>>;

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
  load(name);
}

/** Runs the bundle `name`. */
export function load(name: string): void {
  const dist = import.meta.dirname;
  const file = path.join(dist, `${name}.cjs`);
  const build = BUILDS[name] ?? '';
  const kind = `${name}-${kindOfRun(name, process.argv)}`;
  const { data: cachedData, isShipped } = findCodeCache(dist, kind, build);
  // The bundle is ASCII, and one function (see src/build/bundle.ts).
  const script = new Script(readFileSync(file, 'latin1'), { filename: file, ...(cachedData && { cachedData }) });
  const program: Program = script.runInThisContext();
  // What this run compiled is what later runs will not have to.
  if (process.env.TS_AUDIT_SHIP_CODE_CACHE) {
    process.on('exit', () => shipCodeCache(dist, kind, build, script.createCachedData()));
  } else if (!isShipped && (!cachedData || script.cachedDataRejected)) {
    process.on('exit', () => keepCodeCache(kind, build, () => script.createCachedData()));
  }
  // This file's own: both lie in one folder.
  program({}, require, {}, file, dist);
}
