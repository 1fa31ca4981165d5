/** Where bytes come from, one input at a time: a file of any form we read, a pipe, or anything that can be iterated. */
import { type FileHandle, open } from 'node:fs/promises';
import { toPath } from '../bytes/text.js';
import { AuditError } from '../errors.js';
import { systemReason } from '../tables/reason.js';
import { type Compression, compressionOf, readCompressed } from './compressed.js';
import { isJsonLog, jsonToLog } from './json.js';
import type { Window } from './window.js';

/** Reads into `space` and returns the number of bytes, 0 at the end. Rejects with AuditError 'input'. */
export interface Reader {
  read(space: Buffer): Promise<number>;
  close(): Promise<void>;
  /** True when silence means that no more may come for now, so waiting events are to be shown (spec log-format section 9). */
  readonly isPipe: boolean;
  /** Given by inputs that know their events: true when what was read so far is whole events, which need not wait for more. */
  readonly isBetweenEvents?: () => boolean;
}

/** Enough to tell the form of a file. */
const HEAD = 32;

/** Which part of a plain file, open as `fd`, to read; undefined: all of it. */
export type PartOf = (fd: number) => Window | undefined;

/** Opens a log, plain or compressed, of text lines or our JSON; `name` is its path as messages show it. */
export async function openLog(name: string, partOf?: PartOf): Promise<Reader> {
  const file = await openFile(name);
  const space = Buffer.alloc(HEAD);
  let length = 0;
  for (let got = -1; length < HEAD && got !== 0; length += got) {
    got = await file.read(space.subarray(length)).catch(async (error) => {
      await file.close();
      throw error;
    });
  }
  const head = space.subarray(0, length);
  const compression = compressionOf(head);
  if (compression) {
    await file.close();
    return openCompressed(name, compression);
  }
  if (isJsonLog(head)) {
    return fromDocuments(withHead(head, file));
  }
  const window = partOf?.(file.fd);
  return window ? { ...file, read: (space) => file.readPart(space, window) } : withHead(head, file);
}

interface FileReader extends Reader {
  readonly fd: number;
  /** Reads on from the start of the window. */
  readonly readPart: (space: Buffer, window: Window) => Promise<number>;
}

async function openFile(name: string): Promise<FileReader> {
  let handle: FileHandle;
  try {
    handle = await open(toPath(name), 'r');
  } catch (error) {
    throw new AuditError('input', `Error opening ${name} (${systemReason(error)})`, { cause: error });
  }
  const read = async (space: Buffer, length: number, position: number | null): Promise<number> => {
    try {
      return (await handle.read(space, 0, length, position)).bytesRead;
    } catch (error) {
      throw new AuditError('input', `Error reading ${name} (${systemReason(error)})`, { cause: error });
    }
  };
  let done = 0;
  return {
    isPipe: false,
    fd: handle.fd,
    read: (space) => read(space, space.length, null),
    readPart: async (space, { from, to }) => {
      const length = Math.min(space.length, to - from - done);
      const got = length > 0 ? await read(space, length, from + done) : 0;
      done += got;
      return got;
    },
    close: () => handle.close(),
  };
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
