/** The file of a log that is followed, and how it is found again among those that its rotation left. */
import { closeSync, openSync, readSync } from 'node:fs';
import { toPath } from '../bytes/text.js';
import type { FamilyMember } from './rotated.js';
import { isPacked } from './rotated-name.js';

export interface OpenFile {
  readonly fd: number;
  readonly dev: bigint;
  readonly inode: bigint;
  offset: number;
  /** The last bytes read. */
  tail: Buffer;
  /** When the newest of the other files of the log had been written, as this one was opened. */
  readonly others: bigint;
}

/** When the newest of a log's files had been written, `except` this one. */
export function newestOf(family: readonly FamilyMember[], except: bigint): bigint {
  let newest = 0n;
  for (const { inode, written } of family) if (inode !== except && written > newest) newest = written;
  return newest;
}

/** It goes as far as we have read, and there it is what we have read. */
export function isCopyOf({ inode, offset, tail }: OpenFile, member: FamilyMember): boolean {
  if (member.inode === inode || member.size < offset || isPacked(member.path) || tail.length === 0) return false;
  const fd = openSync(toPath(member.path), 'r');
  try {
    const bytes = Buffer.alloc(tail.length);
    readSync(fd, bytes, 0, bytes.length, offset - bytes.length);
    return bytes.equals(tail);
  } finally {
    closeSync(fd);
  }
}
