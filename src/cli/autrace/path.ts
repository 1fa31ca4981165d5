/** A word of `-P` as the kernel wants it. */
import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { fromBytes, toBytes } from '../../bytes/text.js';
import { AuditError } from '../../errors.js';
import type { TracedPath } from '../../trace/plan.js';

/**
 * Byte strings; links are followed, for the kernel watches what they lead to. One that is not there may come, if there is
 * a folder that it can come to. Throws `AuditError` ('usage').
 */
export function tracedPath(word: string): TracedPath {
  const given = path.resolve(fromBytes(word));
  try {
    const real = realpathSync(given);
    return { path: toBytes(real), isFolder: statSync(real).isDirectory() };
  } catch {
    const folder = path.dirname(given);
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return { path: toBytes(given), isFolder: false };
    const why = `there is no folder ${toBytes(folder)}, and the kernel watches only for what may come to one`;
    throw new AuditError('usage', `-P ${word}: ${why}`, { exitStatus: 1 });
  }
}
