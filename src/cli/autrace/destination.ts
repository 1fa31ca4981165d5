/** Where the report on a run goes: with the program's own output, or to a file or descriptor of its own. */
import { fstatSync, openSync, writeSync } from 'node:fs';
import { Out } from '../../bytes/out.js';
import { toPath } from '../../bytes/text.js';
import { AuditError } from '../../errors.js';
import { systemReason } from '../../tables/reason.js';
import type { Io } from '../io.js';

/**
 * `io` with its output at `target`, a byte string: the number of an open descriptor, or a file, which is made or emptied
 * now. Throws `AuditError` ('output').
 */
export function reportIo(target: string | undefined, io: Io): Io {
  if (target === undefined) return io;
  const fd = attempt(target, () => openTarget(target));
  const out = new Out((chunk) => attempt(target, () => writeAll(fd, chunk)));
  return { ...io, out, terminal: { ...io.terminal, out: false } };
}

function openTarget(target: string): number {
  if (!/^\d{1,6}$/.test(target)) return openSync(toPath(target), 'w', 0o600);
  fstatSync(Number(target));
  return Number(target);
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let offset = 0; offset < bytes.length; ) offset += writeSync(fd, bytes, offset);
}

function attempt<T>(target: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new AuditError('output', `Error writing the report to ${target} (${systemReason(error)})`, { cause: error });
  }
}
