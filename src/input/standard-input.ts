/** Standard input: a pipe, or a file that was redirected to it. */
import { fstatSync } from 'node:fs';
import { descriptorReader } from './descriptor.js';
import { asLog } from './form/forms.js';
import { fromChunks, type Reader } from './reader.js';
import { type Source, UNKNOWN_SPAN } from './source.js';

/** `fd`: descriptor of standard input. */
export function standardInput(fd: number): Source {
  return {
    name: 'stdin',
    isStandardInput: true,
    identity: () => undefined,
    size: () => redirectedSize(fd),
    canReopen: () => false,
    canSeek: () => false,
    span: async () => UNKNOWN_SPAN,
    open: () => asLog(bytesOf(fd), 'stdin'),
  };
}

/** Bytes of a regular file; 0 for anything else. */
export function redirectedSize(fd: number): number {
  try {
    const stats = fstatSync(fd);
    return stats.isFile() ? stats.size : 0;
  } catch {
    return 0; // closed
  }
}

export function isFifo(fd: number): boolean {
  try {
    return fstatSync(fd).isFIFO();
  } catch {
    return false; // closed
  }
}

function bytesOf(fd: number): Reader {
  const size = redirectedSize(fd);
  if (size > 0) return descriptorReader(fd, 'stdin', size, async () => {});
  // Node's stream waits for a silent pipe without holding a thread.
  const stream = process.stdin;
  return { ...fromChunks(stream, async () => void stream.destroy()), isPipe: true };
}
