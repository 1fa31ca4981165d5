/** Which C library a program runs on, read off the loader that its file names: no musl machine, no /proc. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { isMusl } from '../../src/netlink/addon.js';

const folder = mkdtempSync(path.join(tmpdir(), 'musl-'));
after(() => rmSync(folder, { recursive: true }));

/** The start of a 64-bit ELF file: its header, one program header (PT_INTERP) and the loader's name behind `gap` bytes. */
function program(loader: string, gap = 0): string {
  const header = Buffer.alloc(64 + 56 + gap);
  header.write('\x7fELF\x02\x01\x01', 'latin1');
  header.writeUInt32LE(3, 64);
  header.writeBigUInt64LE(BigInt(header.length), 64 + 8);
  header.writeBigUInt64LE(BigInt(loader.length + 1), 64 + 32);
  const file = path.join(folder, `${loader.replaceAll('/', '_')}-${gap}`);
  writeFileSync(file, Buffer.concat([header, Buffer.from(`${loader}\0`), Buffer.alloc(10_000)]));
  return file;
}

test('musl and glibc by their loaders', () => {
  for (const machine of ['x86_64', 'aarch64', 'riscv64']) {
    assert.equal(isMusl(program(`/lib/ld-musl-${machine}.so.1`)), true, machine);
    assert.equal(isMusl(program(`/lib/ld-musl-${machine}.so.1`, 600)), true, machine);
  }
  assert.equal(isMusl(program('/lib64/ld-linux-x86-64.so.2')), false);
  assert.equal(isMusl(program('/lib/ld-linux-aarch64.so.1')), false);
});

test('the name far behind in a file is no loader', () => {
  assert.equal(isMusl(program('/lib/ld-musl-x86_64.so.1', 8192)), false);
});

test('files that are shorter than what is looked at, or not there', () => {
  const short = path.join(folder, 'short');
  writeFileSync(short, '#!/lib/ld-musl-x86_64.so.1\n');
  assert.equal(isMusl(short), true);
  writeFileSync(short, '');
  assert.equal(isMusl(short), false);
  assert.equal(isMusl(path.join(folder, 'none')), false);
  assert.equal(isMusl('node'), false); // what process.execPath is without /proc
});
