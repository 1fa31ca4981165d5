/** Standard input: a pipe, or a file that was redirected to it. */
import { fstatSync, readFileSync } from 'node:fs';
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
    size: () => remainingBytes(fd),
    canReopen: () => false,
    canSeek: () => false,
    span: async () => UNKNOWN_SPAN,
    open: () => asLog(bytesOf(fd), 'stdin'),
  };
}

/** How long a pipe may be silent before it counts as one that nobody writes to. */
export const SILENT_SECONDS = 5;

/** What is left of a regular file that was redirected; 0 for anything else. A loop of the shell may have read it already. */
export function remainingBytes(fd: number): number {
  try {
    const stats = fstatSync(fd);
    return stats.isFile() ? stats.size - position(fd) : 0;
  } catch {
    return 0; // closed
  }
}

/** Linux proc_pid_fdinfo(5). */
function position(fd: number): number {
  try {
    return Number(/^pos:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1] ?? 0);
  } catch {
    return 0; // no /proc
  }
}

/** False when the pipe stays silent. Its end, or an error that reading will tell, counts as something. */
export async function hasFirstByte(fd: number): Promise<boolean> {
  if (fd !== 0) return true; // not the stream that is read
  const stream = process.stdin;
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      stream.destroy();
      resolve(false);
    }, SILENT_SECONDS * 1000);
    for (const event of ['readable', 'end', 'error']) {
      stream.once(event, () => {
        clearTimeout(timer);
        resolve(true);
      });
    }
  });
}

export function isFifo(fd: number): boolean {
  try {
    return fstatSync(fd).isFIFO();
  } catch {
    return false; // closed
  }
}

function bytesOf(fd: number): Reader {
  const size = remainingBytes(fd);
  if (size > 0) return descriptorReader(fd, 'stdin', size, async () => {});
  // Node's stream waits for a silent pipe without holding a thread.
  const stream = process.stdin;
  return { ...fromChunks(stream, async () => void stream.destroy()), isPipe: true };
}
