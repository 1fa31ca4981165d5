/** Where bytes come from, one input at a time: a file of any form we read, a pipe, or anything that can be iterated. */
import { closeSync, fstatSync, openSync, read, readSync } from 'node:fs';
import { toPath } from '../bytes/text.js';
import { AuditError } from '../errors.js';
import { systemReason } from '../tables/reason.js';
import type { Window } from './again/window.js';
import { type Compression, compressionOf, readCompressed } from './form/compressed.js';
import { isJsonLog, jsonToLog } from './form/json.js';

/** Reads into `space` and returns the number of bytes, 0 at the end. Rejects with AuditError 'input'. */
export interface Reader {
  read(space: Buffer): Promise<number>;
  close(): Promise<void>;
  /** True when silence means that no more may come for now, so waiting events are to be shown (spec log-format section 9). */
  readonly isPipe: boolean;
  /** Given by inputs that know their events: true when what was read so far is whole events, which need not wait for more. */
  readonly isBetweenEvents?: () => boolean;
}

/** Smaller files are read at once: the first piece of each would be waited for, and what follows is little. */
const SMALL = 4 << 20;

/** Enough to tell the form of a file. */
const HEAD = 32;

/** Which part of a plain file, open as `fd`, to read; undefined: all of it. */
export type PartOf = (fd: number) => Window | undefined;

/** Opens a log, plain or compressed, of text lines or our JSON; `name` is its path as messages show it. */
export async function openLog(name: string, partOf?: PartOf): Promise<Reader> {
  const file = openFile(name);
  const head = await file.head().catch(async (error) => {
    await file.close();
    throw error;
  });
  const compression = compressionOf(head);
  if (compression) {
    await file.close();
    return openCompressed(name, compression);
  }
  if (isJsonLog(head)) return fromDocuments(file);
  const window = partOf?.(file.fd);
  return window ? { ...file, read: (space) => file.readPart(space, window) } : file;
}

interface FileReader extends Reader {
  readonly fd: number;
  /** The first bytes of the file; `read` gives them again. */
  head(): Promise<Buffer>;
  /** Reads on from the start of the window. */
  readPart(space: Buffer, window: Window): Promise<number>;
}

/** `position` null: behind what was read last. */
function readAsync(fd: number, space: Buffer, position: number | null): Promise<number> {
  return new Promise((resolve, reject) => {
    read(fd, space, 0, space.length, position, (error, got) => (error ? reject(error) : resolve(got)));
  });
}

/**
 * A hundred small files shall take no longer than a large one: what is done at once by the kernel is not handed to
 * another thread, which takes longer than to do it.
 */
function openFile(name: string): FileReader {
  const reading = async (work: () => number | Promise<number>): Promise<number> => {
    try {
      return await work();
    } catch (error) {
      throw new AuditError('input', `Error reading ${name} (${systemReason(error)})`, { cause: error });
    }
  };
  const { fd, size } = opened(name);
  let left: Buffer = Buffer.alloc(0);
  let done = 0;
  const readOn = async (space: Buffer): Promise<number> => {
    const got = await reading(async () =>
      // Behind what was the end, mostly there is nothing.
      size > 0 && (size <= SMALL || done >= size) ? readSync(fd, space) : readAsync(fd, space, null),
    );
    done += got;
    return got;
  };
  return {
    isPipe: false,
    fd,
    head: async () => {
      const head = Buffer.alloc(HEAD);
      if (size > 0) return head.subarray(0, await reading(() => readSync(fd, head, 0, HEAD, 0)));
      // A pipe by name, or a file of the kernel.
      let length = 0;
      for (let got = -1; length < HEAD && got !== 0; length += got) got = await readOn(head.subarray(length));
      left = head.subarray(0, length);
      return left;
    },
    read: async (space) => {
      if (left.length === 0) return readOn(space);
      const length = left.copy(space);
      left = left.subarray(length);
      return length;
    },
    readPart: async (space, { from, to }) => {
      const length = Math.min(space.length, to - from - done);
      const got = length > 0 ? await reading(() => readAsync(fd, space.subarray(0, length), from + done)) : 0;
      done += got;
      return got;
    },
    close: async () => closeSync(fd),
  };
}

/** `size`: of a regular file; 0 for anything else. */
function opened(name: string): { readonly fd: number; readonly size: number } {
  try {
    const fd = openSync(toPath(name), 'r');
    const stat = fstatSync(fd);
    return { fd, size: stat.isFile() ? stat.size : 0 };
  } catch (error) {
    throw new AuditError('input', `Error opening ${name} (${systemReason(error)})`, { cause: error });
  }
}

async function openCompressed(name: string, compression: Compression): Promise<Reader> {
  const unpacked = fromChunks(readCompressed(name, compression));
  const head = Buffer.alloc(HEAD);
  const plain = withHead(head.subarray(0, await unpacked.read(head)), unpacked);
  return isJsonLog(head) ? fromDocuments(plain) : plain;
}

/** Gives back what was read to look at it. */
function withHead(head: Buffer, rest: Reader): Reader {
  let left = head;
  return {
    ...rest,
    read: async (space) => {
      if (left.length === 0) return rest.read(space);
      const length = left.copy(space);
      left = left.subarray(length);
      return length;
    },
  };
}

/** Our JSON: the events of a log in an order that is kept. */
function fromDocuments(file: Reader): Reader {
  const { isBetweenChunks, ...reader } = chunkReader(jsonToLog(chunksOf(file)), file.close);
  return { ...reader, isBetweenEvents: isBetweenChunks };
}

async function* chunksOf(reader: Reader): AsyncGenerator<Buffer> {
  const space = Buffer.allocUnsafe(1 << 18);
  for (let length = await reader.read(space); length > 0; length = await reader.read(space)) {
    yield Buffer.from(space.subarray(0, length));
  }
}

/** Standard input, when it is a pipe. */
export function standardInput(stream: NodeJS.ReadStream): Reader {
  return { ...fromChunks(stream, async () => void stream.destroy()), isPipe: true };
}

/** Any source of chunks, for example a decompressor. */
export function fromChunks(chunks: AsyncIterable<Buffer>, close?: () => Promise<void>): Reader {
  const { isBetweenChunks: _, ...reader } = chunkReader(chunks, close);
  return reader;
}

interface ChunkReader extends Reader {
  readonly isBetweenChunks: () => boolean;
}

function chunkReader(chunks: AsyncIterable<Buffer>, close?: () => Promise<void>): ChunkReader {
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
