/** Where bytes come from, one input at a time: a file of any form we read, a pipe, or anything that can be iterated. */
import { type FileHandle, open } from 'node:fs/promises';
import { toPath } from '../bytes/text.js';
import { AuditError } from '../errors.js';
import { systemReason } from '../tables/reason.js';
import { type Compression, compressionOf, readCompressed } from './compressed.js';
import { isJsonLog, jsonToLog } from './json.js';

/** Reads into `space` and returns the number of bytes, 0 at the end. Rejects with AuditError 'input'. */
export interface Reader {
  read(space: Buffer): Promise<number>;
  close(): Promise<void>;
  /** True when silence means that no more may come for now, so waiting events are to be shown (spec log-format section 9). */
  readonly isPipe: boolean;
}

/** Enough to tell the form of a file. */
const HEAD = 32;

/** Opens a log, plain or compressed, of text lines or our JSON; `name` is its path as messages show it. */
export async function openLog(name: string): Promise<Reader> {
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
  const plain = withHead(head, file);
  return isJsonLog(head) ? fromChunks(jsonToLog(chunksOf(plain)), plain.close) : plain;
}

async function openFile(name: string): Promise<Reader> {
  let handle: FileHandle;
  try {
    handle = await open(toPath(name), 'r');
  } catch (error) {
    throw new AuditError('input', `Error opening ${name} (${systemReason(error)})`, { cause: error });
  }
  return {
    isPipe: false,
    read: async (space) => {
      try {
        return (await handle.read(space, 0, space.length, null)).bytesRead;
      } catch (error) {
        throw new AuditError('input', `Error reading ${name} (${systemReason(error)})`, { cause: error });
      }
    },
    close: () => handle.close(),
  };
}

async function openCompressed(name: string, compression: Compression): Promise<Reader> {
  const unpacked = fromChunks(readCompressed(name, compression));
  const head = Buffer.alloc(HEAD);
  const plain = withHead(head.subarray(0, await unpacked.read(head)), unpacked);
  return isJsonLog(head) ? fromChunks(jsonToLog(chunksOf(plain)), plain.close) : plain;
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
  const iterator = chunks[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  return {
    isPipe: false,
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
