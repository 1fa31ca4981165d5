import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { fileSource } from '../../../src/input/file-source.js';
import { formOf } from '../../../src/input/form/forms.js';
import { chunksOf } from '../../../src/input/reader.js';

const folder = mkdtempSync(join(tmpdir(), 'compressed-'));
after(() => rmSync(folder, { recursive: true }));
const lines = Array.from({ length: 20_000 }, (_, i) => `type=USER msg=audit(1700000000.001:${i}): pid=${i * 7919}\n`);
const log = Buffer.from(lines.join(''));

interface Read {
  readonly bytes: Buffer;
  readonly error: unknown;
}

async function read(path: string): Promise<Read> {
  const chunks: Buffer[] = [];
  let error: unknown;
  try {
    const reader = await fileSource(path).open();
    for await (const chunk of chunksOf(reader)) chunks.push(chunk);
    await reader.close();
  } catch (problem) {
    error = problem;
  }
  return { bytes: Buffer.concat(chunks), error };
}

const message = ({ error }: Read): string => (error instanceof Error ? error.message : '');

test('gzip, also of several members', async () => {
  const path = join(folder, '-log'); // named like an option
  writeFileSync(path, Buffer.concat([gzipSync(log), gzipSync(log)]));
  assert.equal(formOf(readFileSync(path)).name, 'gzip');
  assert.ok((await read(path)).bytes.equals(Buffer.concat([log, log])));
});

test('of a gzip file that ends early or is damaged, what can be unpacked is given', async () => {
  const packed = gzipSync(log);
  const path = join(folder, 'cut.gz');
  writeFileSync(path, packed.subarray(0, packed.length - 5000));
  const cut = await read(path);
  assert.equal(message(cut), `Error reading ${path} (unexpected end of file)`);
  const whole = execFileSync('sh', ['-c', `gzip -dc '${path}' 2>/dev/null || true`], { maxBuffer: 1 << 26 });
  assert.ok(cut.bytes.equals(whole) && whole.length > 100_000);
  const bad = Buffer.from(packed);
  const middle = Math.floor(packed.length / 2);
  bad.fill(0xff, middle, middle + 100);
  writeFileSync(path, bad);
  const damaged = await read(path);
  assert.match(message(damaged), /^Error reading .*\(.+\)$/);
  // Behind the damage the packing has it that nonsense may follow before anything is noticed.
  const sound = Math.floor(log.length * 0.4);
  assert.ok(damaged.bytes.subarray(0, sound).equals(log.subarray(0, sound)));
});

for (const kind of ['xz', 'bzip2', 'zstd'] as const) {
  const isInstalled = spawnSync(kind, ['--version']).error === undefined;
  test(kind, { skip: !isInstalled }, async () => {
    const path = join(folder, `log.${kind}`);
    const packed = execFileSync(kind, ['-c'], { input: log });
    writeFileSync(path, packed);
    assert.equal(formOf(readFileSync(path)).name, kind);
    assert.ok((await read(path)).bytes.equals(log));
    const reader = await fileSource(path).open();
    assert.ok((await reader.read(Buffer.alloc(10))) > 0);
    await reader.close(); // stopping early neither hangs nor fails
    writeFileSync(path, packed.subarray(0, packed.length - 20));
    const cut = await read(path);
    assert.match(message(cut), /^Error reading .*\(.+\)$/);
    assert.ok(log.subarray(0, cut.bytes.length).equals(cut.bytes));
  });
}

test('a file that cannot be opened', async () => {
  assert.equal(message(await read('/no/such')), 'Error opening /no/such (No such file or directory)');
});

test('a program that is missing is named', {
  skip: process.getuid?.() === 0 && 'root has a path of its own',
}, async () => {
  const path = join(folder, 'any');
  writeFileSync(path, Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0]));
  const before = process.env.PATH;
  process.env.PATH = '/nowhere';
  try {
    assert.match(message(await read(path)), /zstd is needed to unpack it/);
  } finally {
    process.env.PATH = before;
  }
});

test('plain logs are not taken for compressed ones', () => {
  for (const text of ['', 'B', 'node=x type=USER', 'type=USER']) assert.equal(formOf(Buffer.from(text)).name, 'text');
});
