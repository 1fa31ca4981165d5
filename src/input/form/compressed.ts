/**
 * Compressed logs, as log rotation leaves them: recognised by their first bytes, never by name, and read as a stream, so
 * a small file that unpacks to a huge one costs no memory.
 */
import { createReadStream, openSync, type ReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { toPath } from '../../bytes/text.js';
import { AuditError } from '../../errors.js';
import { systemReason } from '../../tables/reason.js';

export type Compression = 'gzip' | 'xz' | 'bzip2' | 'zstd';

const MAGIC: Readonly<Record<Compression, readonly number[]>> = {
  gzip: [0x1f, 0x8b, 0x08],
  xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
  bzip2: [0x42, 0x5a, 0x68], // then the block size, a digit
  zstd: [0x28, 0xb5, 0x2f, 0xfd],
};

/** How a file that begins with `head` is compressed; undefined if it isn't. No audit record begins like this. */
export function compressionOf(head: Uint8Array): Compression | undefined {
  const kinds = Object.keys(MAGIC) as Compression[];
  return kinds.find((kind) => MAGIC[kind].every((byte, i) => head[i] === byte));
}

/**
 * The unpacked bytes of the file at `path`, in order. Stopping early ends the work. Throws an AuditError if the file is
 * damaged, after all that could be unpacked, or if the program for its kind is not installed.
 */
export function readCompressed(path: string, compression: Compression): AsyncGenerator<Buffer, void, undefined> {
  return compression === 'gzip' ? gunzip(path) : unpack(path, compression);
}

async function* gunzip(path: string): AsyncGenerator<Buffer, void, undefined> {
  const unpacked = createGunzip({ chunkSize: 1 << 16 });
  const source = open(path);
  const done = pipeline(source, unpacked).catch(() => {}); // the reader below meets the same error
  try {
    for await (const chunk of unpacked) yield chunk as Buffer;
  } catch (error) {
    // Errors of zlib carry numbers of their own.
    const isZlib = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
    throw damaged(path, isZlib ? error.message : systemReason(error));
  } finally {
    source.destroy();
    unpacked.destroy();
    await done;
  }
}

/** By a program of the system. It gets the file as its input: no name can be taken for an option. */
async function* unpack(path: string, program: string): AsyncGenerator<Buffer, void, undefined> {
  const { execa } = await import('execa');
  const source = open(path);
  const child = execa(program, ['-dc'], {
    input: source,
    encoding: 'buffer',
    buffer: { stdout: false },
    reject: false,
  });
  try {
    for await (const chunk of child.stdout) yield chunk as Buffer;
    const { failed, code, stderr, originalMessage } = await child;
    if (!failed) return;
    if (code === 'ENOENT') throw damaged(path, `${program} is needed to unpack it, but not installed`);
    const said = Buffer.from(stderr).toString('latin1').trim().split('\n', 1)[0];
    throw damaged(path, said || (originalMessage ?? 'damaged'));
  } finally {
    child.kill(); // still running if the reader stopped early
    await child;
    source.destroy();
  }
}

/** Opened at once: a stream that fails to open would leave the other end waiting. */
function open(path: string): ReadStream {
  try {
    return createReadStream('', { fd: openSync(toPath(path), 'r') });
  } catch (error) {
    throw new AuditError('input', `Error opening ${path} (${systemReason(error)})`);
  }
}

function damaged(path: string, reason: string): AuditError {
  return new AuditError('input', `Error reading ${path} (${reason})`);
}
