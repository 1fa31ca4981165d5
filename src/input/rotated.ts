/** The files of a rotated log, whoever rotated and packed them. */
import { accessSync, constants, statSync } from 'node:fs';
import { toPath } from '../bytes/text.js';
import { systemReason } from '../tables/reason.js';
import { familyOf, PACKINGS } from './family.js';

const DATED = /^-\d{8}(?:-?\d+)?(?:\.(?:gz|xz|bz2|zst))?$/;

/**
 * `base`, `base.1`, … up to the first number that is not there, plain or packed; then those with dates. Newest first, as
 * far as names tell. A `base` that can't be read is left out, and where it can be seen but not read, all are.
 */
export function rotatedFiles(base: string): readonly string[] {
  const problem = obstacle(base);
  if (problem !== undefined && isThere(base)) return [];
  const files = problem === undefined ? [base] : [];
  for (let number = 1; ; number++) {
    const file = readableRotation(`${base}.${number}`);
    if (file === undefined) break;
    files.push(file);
  }
  const dated = familyOf(base).map(({ path }) => path);
  return [...files, ...dated.filter((path) => DATED.test(path.slice(base.length)) && !obstacle(path)).reverse()];
}

/** A file that is being packed is there twice for a while: the plain one is whole. */
function readableRotation(path: string): string | undefined {
  return ['', ...PACKINGS].map((packing) => path + packing).find((name) => obstacle(name) === undefined);
}

/** Why a log cannot be read by the real user, as access(2) sees it; undefined if it can. */
export function obstacle(path: string): string | undefined {
  try {
    accessSync(toPath(path), constants.R_OK);
    return undefined;
  } catch (error) {
    return systemReason(error);
  }
}

function isThere(path: string): boolean {
  return statSync(toPath(path), { throwIfNoEntry: false }) !== undefined;
}
