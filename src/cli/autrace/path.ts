/** A word of `-P` as the kernel wants it. */
import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { fromBytes, toBytes } from '../../bytes/text.js';
import type { TracedPath } from '../../trace/plan.js';

/** Byte strings; links are followed, for the kernel watches what they lead to. One that is not there may come. */
export function tracedPath(word: string): TracedPath {
  const given = path.resolve(fromBytes(word));
  try {
    const real = realpathSync(given);
    return { path: toBytes(real), isFolder: statSync(real).isDirectory() };
  } catch {
    return { path: toBytes(given), isFolder: false };
  }
}
