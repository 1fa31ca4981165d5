/** One log through every door: packed, as JSON, on standard input, as a set; and what is said about bad ones. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { programsMissing as skip, startProgram, startShell } from '../../support/run-program.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-inputs-'));
after(() => rmSync(folder, { recursive: true }));
const logs = path.resolve(import.meta.dirname, '../../../fixtures/logs');
const plain = path.join(logs, 'logins.log');

function file(name: string, content: string | Buffer): string {
  const place = path.join(folder, name);
  writeFileSync(place, content);
  return place;
}

const sorted = (text: string): string => text.split('\n').sort().join('\n');

const search = async (...argv: string[]) => startProgram('ts-ausearch', argv).ended;
const report = async (...argv: string[]) => startProgram('ts-aureport', argv).ended;

const packers = (['gzip', 'xz', 'bzip2', 'zstd'] as const).filter((name) => !spawnSync(name, ['--version']).error);
const packed = (packer: string, content: string | Buffer): Buffer => execFileSync(packer, ['-c'], { input: content });

/** A log packed, as JSON, and as packed JSON, each beside the name of its file. */
async function inOtherClothes(log: string): Promise<readonly (readonly [name: string, content: string | Buffer])[]> {
  const json = (await search('-if', log, '--json')).stdout;
  return [
    ...packers.map((packer) => [`log.${packer}`, packed(packer, readFileSync(log))] as const),
    ['log.json', json],
    ['log.json.gz', gzipSync(json)],
  ];
}

const doors = async (): Promise<readonly string[]> =>
  (await inOtherClothes(plain)).map(([name, content]) => file(name, content));

test('packed logs and JSON give the same as a file and on standard input', { skip }, async () => {
  const wanted = await search('-if', plain, '-i');
  const counted = await report('-if', plain, '-l');
  for (const door of await doors()) {
    assert.equal((await search('-if', door, '-i')).stdout, wanted.stdout, door);
    assert.equal((await startShell('ts-ausearch', `cat ${door} | "$PROGRAM" -i`).ended).stdout, wanted.stdout, door);
    assert.equal((await startShell('ts-aureport', `cat ${door} | "$PROGRAM" -l`).ended).stdout, counted.stdout, door);
  }
});

test('a checkpoint on a log that can only be read from its start shows what is new, and nothing twice', {
  skip,
}, async () => {
  const lines = readFileSync(plain, 'latin1').split(/(?<=\n)/);
  const cut = lines.findIndex((line, i) => i > 80 && line.startsWith('type=USER_LOGIN '));
  const older = await inOtherClothes(file('older.log', lines.slice(0, cut).join('')));
  const grown = await inOtherClothes(plain);
  const wanted = sorted((await search('-if', plain, '--raw')).stdout);
  for (const [i, [name, content]] of older.entries()) {
    const place = file(name, content);
    const shown = async () =>
      (await search('-if', place, '--raw', '--checkpoint', path.join(folder, `${name}.state`))).stdout;
    const first = await shown();
    assert.equal(await shown(), '', name);
    file(name, grown[i]?.[1] ?? '');
    const second = await shown();
    assert.equal(await shown(), '', name);
    assert.equal(sorted(first + second), wanted, name);
    assert.ok(first.length > 5000 && second.length > 5000, name);
  }
});

test('a folder with packed rotations is read in order, oldest first', { skip }, async () => {
  const set = path.join(folder, 'set');
  mkdirSync(set);
  const line = (n: number): string => `type=USER msg=audit(170000000${n}.000:${n}): pid=1\n`;
  for (const [i, packer] of packers.entries()) {
    const ending = { gzip: 'gz', xz: 'xz', bzip2: 'bz2', zstd: 'zst' }[packer];
    writeFileSync(path.join(set, `audit.log.${i + 1}.${ending}`), packed(packer, line(5 - i)));
  }
  writeFileSync(path.join(set, 'audit.log'), line(6));
  writeFileSync(path.join(set, 'audit.log-20231114.gz'), gzipSync(line(1)));
  const { stdout } = await search('-if', set, '--raw');
  assert.equal(stdout, [1, ...packers.map((_, i) => 5 - i).reverse(), 6].map(line).join(''));
});

test('a damaged archive gives all that can be read, is named, and keeps no other from being read', {
  skip,
}, async () => {
  const whole = gzipSync(readFileSync(plain));
  const cut = file('cut.gz', whole.subarray(0, whole.length / 2));
  const readable = spawnSync('gzip', ['-dc', cut], { encoding: 'latin1' }).stdout.match(/^type=.*$/gm) ?? [];
  const alone = await search('-if', cut, '--raw');
  assert.equal(alone.stderr, `Error reading ${cut} (unexpected end of file)\n`);
  assert.equal(alone.status, 1);
  const found = alone.stdout.split('\n').length - 1;
  assert.ok(found >= readable.length - 1 && found > 50, `${found} of ${readable.length}`);
  const both = await search('-if', cut, '-if', path.join(logs, 'files.log'), '--raw', '--strict');
  assert.equal(
    both.stdout.split('\n').length - 1,
    found + readFileSync(path.join(logs, 'files.log'), 'latin1').split('\n').length - 1,
  );
  assert.equal(both.status, 3);
  const overview = await report('-if', cut);
  assert.equal(overview.status, 1);
  assert.match(overview.stdout, /^Number of events: [1-9]/m);
});

test('input in which nothing was recognised is no clean log', { skip }, async () => {
  const text = file('notes.txt', 'some words\nand more\n');
  const found = await search('-if', text);
  assert.equal(found.stderr, `NOTE - no line of 2 in ${text} is an audit record\n<no matches>\n`);
  assert.equal(found.status, 1);
  const counted = await report('-if', text);
  assert.equal(counted.stderr, `NOTE - no line of 2 in ${text} is an audit record\n`);
  assert.equal((await report('-if', text, '--strict')).status, 3);
  const mostly = file('mostly.txt', `a\nb\ntype=USER msg=audit(1700000000.000:1): pid=1\n`);
  assert.match((await search('-if', mostly)).stderr, /^NOTE - 2 lines of 3 in .* are no audit records$/m);
  const hardly = file('hardly.txt', `a\n${'type=USER msg=audit(1700000000.000:1): pid=1\n'.repeat(2)}`);
  assert.equal((await search('-if', hardly)).stderr, '');
});

test('exit statuses of --strict', { skip }, async () => {
  assert.equal((await search('-if', plain, '--strict')).status, 0);
  assert.equal((await search('-if', plain, '--strict', '-a', '1')).status, 1);
  assert.equal((await search('-if', plain, '--strict', '--bogus')).status, 2);
  assert.equal((await report('--strict', '--bogus')).status, 2);
  assert.equal((await search('-if', path.join(folder, 'none'), '--strict')).status, 3);
  assert.equal((await report('-if', path.join(folder, 'none'), '--strict')).status, 3);
});

test('ts-aureport reads every -if', { skip }, async () => {
  const events = async (...names: string[]): Promise<number> => {
    const argv = names.flatMap((name) => ['-if', path.join(logs, name)]);
    return Number(/^Number of events: (\d+)$/m.exec((await report(...argv)).stdout)?.[1]);
  };
  const both = await events('logins.log', 'files.log');
  assert.equal(both, (await events('logins.log')) + (await events('files.log')));
});

test('a kernel log is read as the log that it would have been', { skip }, async () => {
  const dmesg = file(
    'dmesg',
    '[    1.0] Linux version\n[    2.5] audit: type=1400 audit(1700000000.123:7): apparmor="DENIED" pid=9\n',
  );
  const { stdout, stderr } = await search('-if', dmesg, '--raw');
  assert.equal(stdout, 'type=AVC msg=audit(1700000000.123:7): apparmor="DENIED" pid=9\n');
  assert.equal(stderr, '');
});

test('events of output that somebody saved are found by the same options', { skip }, async () => {
  for (const name of ['files.log', 'logins.log', 'network.log', 'accounts.log', 'kernel.log']) {
    const enriched = path.join(logs, name);
    // Default output has the records without the names behind them.
    const bare = file('bare.log', readFileSync(enriched, 'latin1').replace(/\x1d.*/g, ''));
    for (const [log, saved] of [
      [enriched, ['-i']],
      [bare, []],
    ] as const) {
      const door = file('saved', Buffer.from((await search('-if', log, ...saved)).stdout, 'latin1'));
      for (const words of ['-i -ua root', '-i -sc openat', '-i -k files', '-i -x sshd -sv no'])
        assert.equal(
          sorted((await search('-if', door, ...words.split(' '))).stdout),
          sorted((await search('-if', log, ...words.split(' '))).stdout),
          `${name} ${saved} ${words}`,
        );
    }
  }
});

test('saved output comes back in the order of the log, and says how it was read', { skip }, async () => {
  const interpreted = file('interpreted', (await search('-if', plain, '-i')).stdout);
  const { stdout, stderr } = await search('-if', interpreted, '--raw');
  const types = (text: string): readonly string[] => text.match(/^type=\S+|:\d+\)/gm) ?? [];
  assert.deepEqual(types(stdout), types((await search('-if', plain, '--raw')).stdout));
  assert.match(stderr, /is saved interpreted output: its times are read as %m\/%d\/%y in UTC/);
});

test('a form that changes inside a large file is read, or it is said that it was not', { skip }, async () => {
  const line = (n: number): string => `type=USER_LOGIN msg=audit(${1700000000 + n}.000:${n}): pid=${n} res=success\n`;
  const kernel = (n: number): string =>
    `[${n}.000001] audit: type=1112 audit(${1700000000 + n}.000:${n}): pid=${n} res=success\n`;
  const of = (inside: (n: number) => boolean): string =>
    Array.from({ length: 20_000 }, (_, n) => (inside(n) ? kernel(n) : line(n))).join('');
  const changed = file(
    'changed.log',
    of((n) => n > 9000 && n < 12_000),
  );
  const all = await search('-if', changed, '--raw');
  assert.deepEqual([all.stdout, all.stderr], [of(() => false), '']);
  const once = file(
    'once.log',
    of((n) => n === 7300),
  );
  const most = await search('-if', once, '--raw');
  assert.equal(most.stdout.split('\n').length - 1, 19_999);
  assert.match(most.stderr, /^NOTE - 1 lines inside \S+once.log hold records in another form and were not read; /);
  const found = await startShell('ts-ausearch', `grep -av '^type=' ${once} | "$PROGRAM" --raw`).ended;
  assert.equal(found.stdout, line(7300));
});
