/**
 * One shipper a stream on a machine: a file that names the process. It is believed only while that process lives, so one
 * who was killed leaves nothing behind that has to be cleared away. Of two on different machines the store tells.
 */
import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AuditError } from '../errors.js';
import type { RowSink } from './store.js';

/** `folder`: only this user can change what is in it. */
export function lockedSink(sink: RowSink, folder: string): RowSink {
  const locks = new Map<string, () => void>();
  return {
    ...sink,
    tail: async (stream) => {
      const busy = (pid: number): string => `${sink.name}: process ${pid} ships ${stream} there already`;
      if (!locks.has(stream)) locks.set(stream, lock(folder, fileNameOf(sink.place, stream), busy));
      return sink.tail(stream);
    },
    close: async () => {
      for (const unlock of locks.values()) unlock();
      await sink.close();
    },
  };
}

/** What is called at the end. `busy`: what is said, in an error `output`, when another process has the lock. */
export function lock(folder: string, name: string, busy: (pid: number) => string): () => void {
  const file = path.join(folder, `${name}.lock`);
  const own = `${file}.${process.pid}`;
  const content = `${process.pid} ${startOf(process.pid)}`;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(own, content, { mode: 0o600 });
  try {
    while (!claim(own, file)) {
      const holder = contentOf(file);
      const [pid, start] = holder.split(' ');
      if (start !== undefined && startOf(Number(pid)) === start) throw new AuditError('output', busy(Number(pid)));
      takeAway(file, holder);
    }
  } finally {
    rmSync(own, { force: true });
  }
  return () => {
    if (contentOf(file) === content) rmSync(file, { force: true });
  };
}

/** Of what is kept here of a stream. */
export function fileNameOf(place: string, stream: string): string {
  return createHash('sha256').update(`${place}\n${stream}`).digest('hex').slice(0, 32);
}

/** A link is made whole, or not at all when the name is taken. */
function claim(own: string, file: string): boolean {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Of one that is gone; what another has put in its place meanwhile is put back. */
function takeAway(file: string, holder: string): void {
  const aside = `${file}.${process.pid}.old`;
  try {
    renameSync(file, aside);
  } catch {
    return; // somebody was faster
  }
  if (contentOf(aside) !== holder) claim(aside, file);
  rmSync(aside, { force: true });
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** When the process began, in clock ticks since the machine did; undefined: there is none. A number of a process comes again. */
function startOf(pid: number): string | undefined {
  // proc(5): the name of the program, in parentheses, may hold anything; the 22nd field stands 20 behind it.
  return contentOf(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ')[19];
}
