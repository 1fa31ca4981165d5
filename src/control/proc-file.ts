/** Small files and links of /proc and /sys, where a missing one simply says nothing. Paths and texts are byte strings. */
import { readFileSync, readlinkSync } from 'node:fs';
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
