/** Where bytes come from, one input at a time: a file, a pipe, or anything that can be iterated. */
import { type FileHandle, open } from 'node:fs/promises';
import { toPath } from '../bytes/text.js';
import { AuditError } from '../errors.js';
import { systemReason } from '../tables/reason.js';

/** Reads into `space` and returns the number of bytes, 0 at the end. Rejects with AuditError 'input'. */
export interface Reader {
  read(space: Buffer): Promise<number>;
  close(): Promise<void>;
  /** True when silence means that no more may come for now, so waiting events are to be shown (spec log-format section 9). */
  readonly isPipe: boolean;
}

/** Opens a log file; `name` is its path as a byte string, as it appears in messages. */
export async function openFile(name: string): Promise<Reader> {
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

/** Standard input. A pipe that another process left non-blocking is waited for. */
export function standardInput(stream: NodeJS.ReadableStream & { destroy(): void }): Reader {
  return { ...fromChunks(stream as unknown as AsyncIterable<Buffer>, async () => stream.destroy()), isPipe: true };
}

/** Any source of chunks, for example a decompressor. */
export function fromChunks(chunks: AsyncIterable<Buffer>, close: () => Promise<void> = async () => {}): Reader {
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
    close,
  };
}
