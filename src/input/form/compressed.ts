/**
 * Compressed logs, as log rotation leaves them: recognised by their first bytes, never by name, and read as a stream, so
 * a small file that unpacks to a huge one costs no memory. Of a damaged one everything up to the damage is given.
 */
import { createGunzip } from 'node:zlib';
import { AuditError } from '../../errors.js';
import { chunksOf, madeOf, type Reader } from '../reader.js';
import type { Form } from './form.js';
import { helperOutput } from './helper.js';

const MAGIC = {
  gzip: [0x1f, 0x8b, 0x08],
  xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
  bzip2: [0x42, 0x5a, 0x68], // then the block size, a digit
  zstd: [0x28, 0xb5, 0x2f, 0xfd],
} as const;

type Compression = keyof typeof MAGIC;

/** No audit record begins like any of them. */
export const compressedForms: readonly Form[] = [
  form('gzip', gunzip),
  form('xz', unpack('xz')),
  form('bzip2', unpack('bzip2')),
  form('zstd', unpack('zstd')),
];

type Unpack = (bytes: Reader, name: string) => AsyncGenerator<Buffer, void, undefined>;

function form(name: Compression, unpacked: Unpack): Form {
  return {
    name,
    isPacking: true,
    sniff: (head) => MAGIC[name].every((byte, i) => head[i] === byte),
    toLog: (bytes, file) => madeOf(bytes, unpacked(bytes, file)),
  };
}

/**
 * Bytes handed over at once, and unpacked to one chunk: an error takes with it what is not handed over yet. Smaller ones
 * cost a tenth of the speed.
 */
const PIECE = 1 << 14;

async function* gunzip(bytes: Reader, name: string): AsyncGenerator<Buffer, void, undefined> {
  const unpacker = createGunzip({ chunkSize: PIECE });
  const ready: Buffer[] = [];
  let failure: Error | undefined;
  // Not read as a stream: that forgets what is ready when an error comes.
  unpacker.on('data', (chunk: Buffer) => ready.push(chunk));
  const failed = new Promise<void>((resolve) => {
    unpacker.on('error', (error) => {
      failure = error;
      resolve();
    });
  });
  const take = (step: (done: () => void) => void): Promise<void> => Promise.race([new Promise<void>(step), failed]);
  try {
    for await (const chunk of chunksOf(bytes)) {
      for (let at = 0; at < chunk.length && !failure; at += PIECE) {
        await take((done) => unpacker.write(chunk.subarray(at, at + PIECE), () => done()));
        yield* ready.splice(0);
      }
      if (failure) throw damaged(name, failure.message);
    }
    await take((done) => {
      unpacker.once('end', done);
      unpacker.end();
    });
    yield* ready.splice(0);
    if (failure) throw damaged(name, failure.message);
  } finally {
    unpacker.destroy();
  }
}

/** By a program of the system. It gets the bytes as its input: no name can be taken for an option. */
function unpack(program: Compression): Unpack {
  return async function* (bytes, name) {
    const reading: { failure?: unknown } = {};
    const input = untilFailure(bytes, reading);
    const { problem } = yield* helperOutput(program, ['-dc'], { input, purpose: 'to unpack it' });
    if (reading.failure) throw reading.failure;
    if (problem !== undefined) throw damaged(name, problem);
  };
}

/** An error of the disk ends the input of the program; what it made of the rest comes first. */
async function* untilFailure(bytes: Reader, reading: { failure?: unknown }): AsyncGenerator<Buffer> {
  try {
    yield* chunksOf(bytes);
  } catch (error) {
    reading.failure = error;
  }
}

function damaged(name: string, reason: string): AuditError {
  return new AuditError('input', `Error reading ${name} (${reason})`);
}
