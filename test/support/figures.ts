/**
 * `npm run figures`: what was tried so far, as a table for SECURITY.md and the like: hours and runs of fuzzing, faults, mutation.
 * All of it is counted from what runs have recorded (`--record`) and from the tests themselves.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { figures } from '../fuzz/figures.js';
import { tsvRows } from './tsv.js';

const tests = path.resolve(import.meta.dirname, '..');

/** Tests in the files of a folder. */
function testsIn(folder: string): number {
  const files = readdirSync(path.join(tests, folder)).filter((name) => name.endsWith('.test.ts'));
  return files.reduce((sum, file) => {
    const text = readFileSync(path.join(tests, folder, file), 'utf8');
    return sum + (text.match(/^ *test\(/gm)?.length ?? 0);
  }, 0);
}

interface Room {
  tried: number;
  found: number;
  explained: number;
  there: number;
}

/** The last sample of each room. */
function mutation(): ReadonlyMap<string, Room> {
  return new Map(
    tsvRows('test/mutation/figures.tsv').map(({ room = '', tried, found, explained, mutants }) => [
      room,
      { tried: Number(tried), found: Number(found), explained: Number(explained), there: Number(mutants) },
    ]),
  );
}

const fuzzed = figures();
const all = fuzzed.get('all together');
const beside = fuzzed.get('reference');
const rows: readonly (readonly [what: string, figure: string])[] = [
  ['hours fuzzed', ((all?.seconds ?? 0) / 3600).toFixed(1)],
  ['inputs tried', String(all?.runs ?? 0)],
  ['of them beside the original', String(beside?.runs ?? 0)],
  ['differences, crashes and broken laws met', String(all?.findings ?? 0)],
  ['inputs kept of them', String(readdirSync(path.join(tests, '../fixtures/fuzz'), { recursive: true }).length)],
  ['tests of injected faults', String(testsIn('faults'))],
  ...Array.from(
    mutation(),
    ([name, { tried, found, explained, there }]) =>
      [`mutation of ${name}`, `${found} of ${tried} found, ${explained} explained (of ${there})`] as const,
  ),
];
process.stdout.write(`| what | figure |\n| --- | --- |\n${rows.map((row) => `| ${row.join(' | ')} |\n`).join('')}`);
