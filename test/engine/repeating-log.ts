/** Pieces of real logs again and again, for what remembers events by their shape. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';

const root = path.resolve(import.meta.dirname, '../..');
const folders = ['fixtures/logs', '../shared/conformance/logs']
  .map((folder) => path.join(root, folder))
  .filter(existsSync);
export const logs: readonly string[] = folders.flatMap((folder) =>
  readdirSync(folder).map((name) => path.join(folder, name)),
);

/** Arguments that many calls give a meaning, and some that none has. */
const ARGUMENTS = [
  '0',
  '1',
  '2',
  '3',
  '11',
  '241',
  'ffffff9c',
  '80000',
  '5401',
  '1ff',
  'ffffffffffffffff',
  '7ffd1e3c8a40',
];

/** The log again and again, each time later, with other process ids, sessions, codes and arguments, and here and there another byte. */
function repeated(log: string, seeds: readonly number[], changes: readonly (readonly [number, string])[]): string {
  const copies = seeds.map((seed, round) =>
    log
      .replace(/audit\((\d+)\.(\d+):(\d+)\)/g, (_, sec, milli, serial) => {
        return `audit(${Number(sec) + round * 100_000 + (seed % 3) * 29}.${milli}:${Number(serial) + round * 1000})`;
      })
      .replace(/( (?:pp|p)id=)(\d+)/g, (_, name, pid) => `${name}${(Number(pid) * 7 + seed) % 70_000}`)
      .replace(/ ses=(\d+)/g, (_, ses) => ` ses=${seed % 5 === 0 ? ses : seed % 400}`)
      .replace(/ (a[0-3])=([0-9a-f]+)(?= )/g, (_, name, value) => {
        return ` ${name}=${seed % 2 === 0 ? value : ARGUMENTS[(seed + Number.parseInt(value.slice(-2), 16)) % ARGUMENTS.length]}`;
      })
      .replace(/ exit=(-?\d+)/g, (_, code) => ` exit=${seed % 3 === 0 ? code : seed % 40}`)
      .replace(/( (?:ses|inode|ino)=)(\d+)/g, (_, name, number) => `${name}${Number(number) + (seed % 5)}`)
      .replace(/( name="[^" ]*)/g, (_, name) => `${name}${seed % 4 === 0 ? '' : seed % 7}`)
      .replace(/( proctitle=[0-9A-F]+)/g, (_, title) => `${title}${seed % 2 === 0 ? '' : '41'}`),
  );
  const bytes = [...copies.join('')];
  for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
  return bytes.join('');
}

const piece = fc.constantFrom(...logs).chain((file) => {
  const lines = readFileSync(file, 'latin1').split('\n');
  return fc.nat(Math.max(0, lines.length - 40)).map((from) => `${lines.slice(from, from + 40).join('\n')}\n`);
});

const changed = fc.array(
  fc.tuple(fc.nat(), fc.constantFrom(' ', '\n', '"', 'a', '0', '-', '=', '\x1d', '4294967295', 'pid=3 ')),
  { maxLength: 6 },
);

export const repeatingLog: fc.Arbitrary<string> = fc
  .tuple(piece, fc.array(fc.nat(99_999), { minLength: 2, maxLength: 5 }), changed)
  .map(([log, seeds, changes]) => repeated(log, seeds, changes));
