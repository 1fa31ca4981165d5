/** Small files and links of /proc and /sys, where a missing one simply says nothing. Paths and texts are byte strings. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { toPath } from '../bytes/text.js';

/** Empty if it cannot be read. */
export function readText(path: string): string {
  try {
    return readFileSync(toPath(path), 'latin1');
  } catch {
    return '';
  }
}

/** Empty if it cannot be read. */
export function linkTarget(path: string): string {
  try {
    return readlinkSync(toPath(path), 'latin1');
  } catch {
    return '';
  }
}

/** Names in a folder; empty if it cannot be read. */
export function list(folder: string): readonly string[] {
  try {
    return readdirSync(toPath(folder), 'latin1');
  } catch {
    return [];
  }
}

/** When a process started, in clock ticks after boot; undefined when there is none, or only its remains. */
export function processStart(pid: number): number | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  // The command in parentheses may hold anything; the fields behind it are numbers and the state.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return stat === '' || fields[0] === 'Z' || fields[0] === 'X' ? undefined : Number(fields[19]);
}
