/** Builds the library that lets reading and writing fail, see shim.c. */
import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import path from 'node:path';

export interface Fault {
  readonly call: 'read' | 'write';
  readonly error: 'EIO' | 'ENOSPC' | 'EINTR';
  /** A part of the file's name. */
  readonly file: string;
  /** The first byte of the file that is bad. */
  readonly after?: number;
}

/** The variables that make a program started with them meet a fault; undefined without a compiler. */
export function buildShim(folder: string): ((fault: Fault) => Readonly<Record<string, string>>) | undefined {
  const library = path.join(folder, 'shim.so');
  const source = path.join(import.meta.dirname, 'shim.c');
  const { status } = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'], { stdio: 'ignore' });
  if (status !== 0) return undefined;
  return ({ call, error, file, after = 0 }) => ({
    LD_PRELOAD: library,
    FAULT_CALL: call,
    FAULT_ERRNO: String(constants.errno[error]),
    FAULT_PATH: file,
    FAULT_AFTER: String(after),
  });
}
