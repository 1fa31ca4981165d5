/** Bytes on their way from a source to the scanner, and what forms are made with. */
import type { Stamp } from '../log/stamp.js';

/** Reads into `space` and returns the number of bytes, 0 at the end. Rejects with AuditError 'input'. */
export interface Reader {
  read(space: Buffer): Promise<number>;
  close(): Promise<void>;
  /** True when silence means that no more may come for now, so waiting events are to be shown. */
  readonly isPipe: boolean;
  /** Given by inputs that know their events: true when what was read so far is whole events, which need not wait for more. */
  readonly isBetweenEvents?: () => boolean;
  /** Given by inputs that leave events out: the latest stamp of those before what was read last, if its own is not later. */
  readonly reached?: () => Stamp | undefined;
  /** Given by forms that hold other lines as well: how many of them were passed over so far. */
  readonly passedOver?: () => number;
  /** At the end: what is to be known about what was read, a line each. */
  readonly notes?: () => readonly string[];
}

/** Bytes that tell the form of an input, at most. */
export const HEAD: number = 1 << 16;
/** A pipe is not waited for once so many bytes and a whole line are there. */
const LEAST_HEAD = 8;

const NEWLINE = 0x0a;

/** The beginning of what is to be read, and a reader that gives it again. Rejects if not a byte can be read. */
export async function peek(bytes: Reader): Promise<{ readonly head: Buffer; readonly bytes: Reader }> {
  const space = Buffer.allocUnsafe(HEAD);
  let length = 0;
  let failure: { readonly error: unknown } | undefined;
  while (length < HEAD) {
    try {
      const got = await bytes.read(space.subarray(length));
      length += got;
      if (got === 0 || (bytes.isPipe && length >= LEAST_HEAD && space.subarray(0, length).includes(NEWLINE))) break;
    } catch (error) {
      if (length === 0) throw error;
      failure = { error }; // met again behind what could be read
      break;
    }
  }
  const head = space.subarray(0, length);
  return { head, bytes: withHead(head, failure, bytes) };
}

function withHead(head: Buffer, failure: { readonly error: unknown } | undefined, rest: Reader): Reader {
  let left = head;
  return {
    ...rest,
    read: async (space) => {
      if (left.length === 0 && failure) throw failure.error;
      if (left.length === 0) return rest.read(space);
      const length = left.copy(space);
      left = left.subarray(length);
      return length;
    },
  };
}

/** The rest of what `bytes` holds, as chunks that are the taker's to keep. */
export async function* chunksOf(bytes: Reader): AsyncGenerator<Buffer> {
  const space = Buffer.allocUnsafe(1 << 18);
  for (let length = await bytes.read(space); length > 0; length = await bytes.read(space)) {
    yield Buffer.from(space.subarray(0, length));
  }
}

export interface ChunkReader extends Reader {
  readonly isBetweenChunks: () => boolean;
}

/** What a form makes of `bytes`: closing it closes them. */
export function madeOf(bytes: Reader, chunks: AsyncIterable<Buffer>): ChunkReader {
  return { ...chunkReader(chunks, () => bytes.close()), isPipe: bytes.isPipe };
}

/** Any chunks, for example those of a stream. */
export function fromChunks(chunks: AsyncIterable<Buffer>, close?: () => Promise<void>): Reader {
  const { isBetweenChunks: _, ...reader } = chunkReader(chunks, close);
  return reader;
}

export function chunkReader(chunks: AsyncIterable<Buffer>, close?: () => Promise<void>): ChunkReader {
  const iterator = chunks[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  return {
    isPipe: false,
    isBetweenChunks: () => rest.length === 0,
    read: async (space) => {
      while (rest.length === 0) {
        const next = await iterator.next();
        if (next.done) return 0;
        rest = next.value;
      }
      const length = Math.min(rest.length, space.length);
      space.set(rest.subarray(0, length));
      rest = rest.subarray(length);
      return length;
    },
    close: async () => {
      await iterator.return?.();
      await close?.();
    },
  };
}
