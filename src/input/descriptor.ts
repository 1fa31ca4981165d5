/** The bytes behind an open descriptor, from where it stands. */
import { read, readFileSync, readSync } from 'node:fs';
import { AuditError } from '../errors.js';
import { systemReason } from '../tables/reason.js';
import type { Reader } from './reader.js';

/**
 * Files up to this size are read at once: the first piece of each would be waited for, what follows is little, and of the rest
 * handing over takes half as long as copying does.
 */
const SMALL = 32 << 20;

/** `position` null: behind what was read last. Rejects with what `node:fs` gives; a signal in between is no error. */
export async function readAsync(fd: number, space: Buffer, position: number | null): Promise<number> {
  for (;;) {
    try {
      return await readOnce(fd, space, position);
    } catch (error) {
      if (!isInterruption(error)) throw error;
    }
  }
}

function readOnce(fd: number, space: Buffer, position: number | null): Promise<number> {
  return new Promise((resolve, reject) => {
    read(fd, space, 0, space.length, position, (error, got) => (error ? reject(error) : resolve(got)));
  });
}

/** As `readSync` of `node:fs`; a signal in between is no error. */
export function readNow(fd: number, space: Buffer, position: number | null): number {
  for (;;) {
    try {
      return readSync(fd, space, 0, space.length, position);
    } catch (error) {
      if (!isInterruption(error)) throw error;
    }
  }
}

/** Only file systems that are asked over a network or in user space are interrupted. */
const isInterruption = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EINTR';

/**
 * `size`: of a regular file; 0 for anything else. A hundred small files shall take no longer than a large one: what is
 * done at once by the kernel is not handed to another thread, which takes longer than to do it.
 */
export function descriptorReader(fd: number, name: string, size: number, close: () => Promise<void>): Reader {
  let done = 0;
  return {
    isPipe: false,
    read: async (space) => {
      try {
        // Behind what was the end, mostly there is nothing.
        const isQuick = size > 0 && (size <= SMALL || done >= size);
        const got = isQuick ? readNow(fd, space, null) : await readAsync(fd, space, null);
        done += got;
        return got;
      } catch (error) {
        throw new AuditError('input', `Error reading ${name} (${systemReason(error)})`, { cause: error });
      }
    },
    close,
  };
}

/** Descriptors that node itself uses, and what a run opens besides its inputs. */
const OWN_DESCRIPTORS = 40;
const USUAL_LIMIT = 256;

/** How many files may be open for reading at a time (Linux proc_pid_limits(5)). */
export function descriptorsToUse(): number {
  let limit = USUAL_LIMIT;
  try {
    limit = Number(/^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1] ?? USUAL_LIMIT);
  } catch {
    // no /proc
  }
  return Math.max(1, limit - OWN_DESCRIPTORS);
}
