/** Pages that lie about what they unpack to. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { compressors, decompressors } from '../../../src/store/parquet/codec.js';

const page = Buffer.alloc(1 << 24);

test('a page unpacks to what was packed', () => {
  assert.deepEqual(Buffer.from(decompressors.GZIP?.(compressors.GZIP(page), page.length) ?? []), page);
});

test('a page that unpacks to more than it says, or says too much, is an error and takes no memory', () => {
  const before = process.memoryUsage().arrayBuffers;
  for (const unpack of [decompressors.GZIP, decompressors.SNAPPY]) {
    assert.throws(() => unpack?.(gzipSync(page), 1000));
    assert.throws(() => unpack?.(gzipSync(page), 2 ** 31), /a page of 2147483648 bytes/);
  }
  assert.ok(process.memoryUsage().arrayBuffers - before < page.length);
});
