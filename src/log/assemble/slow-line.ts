/** Lines that the scan kernel does not read: their header is read here, byte by byte as the original does. */
import { HEADER_LIMIT, readHeader } from '../header.js';
import { CUT, END, FLAGS, HIT, START } from '../scan/entry.js';
import type { Scanner } from '../scan/scanner.js';

/**
 * The header of the line at entry `at`, which is cut at its first NUL. It counts as one with a needle, as those may be
 * spelled in ways the scan kernel does not know.
 */
export function readSlowLine({ bytes, entries }: Scanner, at: number, timeout: number): ReturnType<typeof readHeader> {
  const start = entries[at + START]!;
  const nul = bytes.subarray(start, entries[at + END]!).indexOf(0);
  if (nul >= 0) entries[at + END] = start + nul;
  const flags = entries[at + FLAGS]! | HIT | (nul >= 0 ? CUT : 0);
  entries[at + FLAGS] = flags;
  const newline = flags & CUT ? 0 : 1;
  const end = Math.min(entries[at + END]! + newline, start + HEADER_LIMIT);
  return readHeader(bytes.toString('latin1', start, end), timeout);
}

/** All of a line that `readSlowLine` has read. */
export function slowLineText({ bytes, entries }: Scanner, at: number): string {
  return bytes.toString('latin1', entries[at + START]!, entries[at + END]!);
}
