/** What stands at a path that somebody wrote: it may be anything, and nothing about it is an error. */
import { type Stats, statSync } from 'node:fs';
import { toPath } from '../bytes/text.js';
import { systemCode } from '../tables/reason.js';

/** `hidden`: a folder above may not be looked into. Undefined: there is nothing, nor can be (below a file, say). */
export function statOf(path: string): Stats | 'hidden' | undefined {
  try {
    return statSync(toPath(path));
  } catch (error) {
    return systemCode(error) === 'EACCES' ? 'hidden' : undefined;
  }
}

export function isFolder(path: string): boolean {
  const stat = statOf(path);
  return stat !== undefined && stat !== 'hidden' && stat.isDirectory();
}
