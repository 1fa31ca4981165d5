/** Packing of pages. What a page says it unpacks to is not believed beyond a limit, so a small file costs no memory. */
import { createRequire } from 'node:module';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type Compressors, snappyUncompress } from 'hyparquet';
import { AuditError } from '../../errors.js';

/** Far more than the pages of any writer; ours have 1 MiB. */
const MOST_PAGE = 1 << 28;
/** Level 6 takes twice the time for 5 % less. */
const GZIP_LEVEL = 4;

type Unpack = (bytes: Uint8Array, length: number) => Uint8Array;

export const compressors: { readonly GZIP: (bytes: Uint8Array) => Uint8Array } = {
  GZIP: (bytes: Uint8Array): Uint8Array => gzipSync(bytes, { level: GZIP_LEVEL }),
};

export const decompressors: Compressors = {
  GZIP: limited((bytes, length) =>
    gunzipSync(bytes, { maxOutputLength: Math.max(length, 1), chunkSize: roomFor(length) }),
  ),
  SNAPPY: limited((bytes, length) => {
    const page = new Uint8Array(length);
    snappyUncompress(bytes, page);
    return page;
  }),
  ZSTD: limited((bytes, length) => zstd()(bytes, { maxOutputLength: Math.max(length, 1) })),
};

/** What zlib takes for its output at a time: 16 KiB, if nothing is said, which are then put together. */
function roomFor(length: number): number {
  return Math.min(Math.max(length, 64), 1 << 20);
}

function limited(unpack: Unpack): Unpack {
  return (bytes, length) => {
    if (length > MOST_PAGE) throw new AuditError('input', `a page of ${length} bytes`);
    return length === 0 ? new Uint8Array() : unpack(bytes, length);
  };
}

type Zstd = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array;

/** In Node 22.15 and newer. */
function zstd(): Zstd {
  const zlib: { readonly zstdDecompressSync?: Zstd } = createRequire(import.meta.url)('node:zlib');
  if (zlib.zstdDecompressSync) return zlib.zstdDecompressSync;
  throw new AuditError('input', 'it is packed with zstd, which needs Node 22.15');
}
