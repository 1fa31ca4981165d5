import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type Compression, compressionOf, readCompressed } from '../../../src/input/form/compressed.js';

const folder = mkdtempSync(join(tmpdir(), 'compressed-'));
after(() => rmSync(folder, { recursive: true }));
const log = Buffer.from('type=USER msg=audit(1700000000.001:7): pid=1\n'.repeat(20_000));

async function all(path: string, kind: Compression): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of readCompressed(path, kind)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test('gzip, also of several members', async () => {
  const path = join(folder, '-log'); // named like an option
  writeFileSync(path, Buffer.concat([gzipSync(log), gzipSync(log)]));
  assert.equal(compressionOf(readFileSync(path)), 'gzip');
  assert.deepEqual(await all(path, 'gzip'), Buffer.concat([log, log]));
  truncateSync(path, 200);
  await assert.rejects(all(path, 'gzip'), { code: 'input', message: `Error reading ${path} (unexpected end of file)` });
});

for (const kind of ['xz', 'bzip2', 'zstd'] as const) {
  const isInstalled = spawnSync(kind, ['--version']).error === undefined;
  test(kind, { skip: !isInstalled }, async () => {
    const path = join(folder, `log.${kind}`);
    writeFileSync(path, execFileSync(kind, ['-c'], { input: log }));
    assert.equal(compressionOf(readFileSync(path)), kind);
    assert.deepEqual(await all(path, kind), log);
    for await (const chunk of readCompressed(path, kind)) {
      assert.ok(chunk.length > 0);
      break; // stopping early neither hangs nor fails
    }
    truncateSync(path, 60);
    await assert.rejects(all(path, kind), { code: 'input', message: /^Error reading .*\(.+\)$/ });
  });
}

test('a file that cannot be opened', async () => {
  for (const kind of ['gzip', 'xz'] as const) {
    await assert.rejects(all('/no/such', kind), { message: 'Error opening /no/such (No such file or directory)' });
  }
});

test('a program that is missing is named', async () => {
  const path = join(folder, 'any');
  writeFileSync(path, '');
  const before = process.env.PATH;
  process.env.PATH = '/nowhere';
  try {
    await assert.rejects(all(path, 'zstd'), { code: 'input', message: /zstd is needed to unpack it/ });
  } finally {
    process.env.PATH = before;
  }
});

test('plain logs are not taken for compressed ones', () => {
  for (const text of ['', 'B', 'node=x type=USER', 'type=USER'])
    assert.equal(compressionOf(Buffer.from(text)), undefined);
});
