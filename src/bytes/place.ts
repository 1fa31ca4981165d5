/** Absolute paths, as byte strings. */
import { posix } from 'node:path';

/** A path without `.`, `..`, doubled slashes and one at its end. */
export function tidy(path: string): string {
  if (!/\/\/|\/\.|.\/$/.test(path)) return path; // most are
  const short = posix.normalize(path);
  return short.length > 1 && short.endsWith('/') ? short.slice(0, -1) : short;
}
