/** A log and the rotated files beside it, of whatever scheme: `audit.log.1`, `audit.log-20240923`, `audit.log.2.zst`. */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { toPath } from '../bytes/text.js';

export interface FamilyMember {
  /** A byte string. */
  readonly path: string;
  readonly dev: bigint;
  readonly inode: bigint;
  /** When it was last written, in nanoseconds since the epoch: renaming and copying with its time keep that. */
  readonly written: bigint;
  readonly size: number;
}

/** In the order in which they were last written; the log itself comes last. Empty if the folder can't be read. */
export function familyOf(log: string): readonly FamilyMember[] {
  const folder = path.posix.dirname(log);
  const base = path.posix.basename(log);
  const found: FamilyMember[] = [];
  for (const name of entriesOf(folder)) {
    if (name !== base && !name.startsWith(`${base}.`) && !name.startsWith(`${base}-`)) continue;
    const member = name === base ? log : path.posix.join(folder, name);
    const stat = statSync(toPath(member), { bigint: true, throwIfNoEntry: false });
    if (!stat?.isFile()) continue;
    found.push({ path: member, dev: stat.dev, inode: stat.ino, written: stat.mtimeNs, size: Number(stat.size) });
  }
  const isLast = (one: FamilyMember): number => (one.path === log ? 1 : 0);
  return found.sort((one, other) => isLast(one) - isLast(other) || (one.written < other.written ? -1 : 1));
}

/** What packers put behind a log's name. */
export const PACKINGS: readonly string[] = ['.gz', '.xz', '.bz2', '.zst'];

export function isPacked(name: string): boolean {
  return PACKINGS.some((packing) => name.endsWith(packing));
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(toPath(folder), 'latin1');
  } catch {
    return [];
  }
}
