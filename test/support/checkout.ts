/** A copy of the repository that a test may change: sources, tests and fixtures, with the same packages. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

export interface Checkout {
  readonly folder: string;
  /** Replaces text that must stand there once; `file` is relative to the repository. The result takes that back. */
  edit(file: string, from: string, to: string): () => void;
  write(file: string, content: string): void;
  /** Makes what the build makes of `src/tables/data`. */
  makeTables(): void;
  /** Runs a TypeScript program or, with `--test`, a test file. */
  run(words: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string };
  remove(): void;
}

const MAKE_TABLES = "(await import('./src/build/tables.ts')).generateTables(process.cwd())";

export function copyCheckout(): Checkout {
  const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-checkout-'));
  for (const name of ['src', 'test', 'fixtures', 'package.json', 'tsconfig.json']) {
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  const run: Checkout['run'] = (words) =>
    spawnSync(process.execPath, ['--import', 'tsx', '--import', './test/support/draws.ts', ...words], {
      cwd: folder,
      encoding: 'latin1',
      maxBuffer: 1 << 26,
      // A test runner inside a test would report to the outer one.
      env: { PATH: process.env.PATH, TZ: 'UTC', LC_ALL: 'C' },
    });
  return {
    folder,
    edit: (file, from, to) => {
      const place = path.join(folder, file);
      const text = readFileSync(place, 'utf8');
      const parts = text.split(from);
      if (parts.length !== 2) throw new Error(`${file} holds ${parts.length - 1} times ${from}`);
      writeFileSync(place, parts.join(to));
      return () => writeFileSync(place, text);
    },
    write: (file, content) => writeFileSync(path.join(folder, file), content),
    makeTables: () => {
      // The copy's own generator, as it may know other words.
      const { status, stderr } = run(['--input-type=module', '--eval', MAKE_TABLES]);
      if (status !== 0) throw new Error(stderr);
    },
    run,
    remove: () => rmSync(folder, { recursive: true }),
  };
}
