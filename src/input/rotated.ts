/**
 * A log and the rotated files beside it, whoever rotated and packed them. Who follows a log wants whatever may hold lines
 * of it (`familyOf`); a set that is read from its start has the names that rotation gives (`rotatedFiles`).
 *
 *   audit.log   audit.log.1   audit.log.2.gz   audit.log-20240923.xz   audit.log.old
 *   ├────────────── the set: numbers, then dates ──────────────────┤
 *   ├────────────── the family: everything in the folder that begins so ───────────┤
 */
import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { toPath } from '../bytes/text.js';
import { systemReason } from '../tables/reason.js';
import { isDate, PACKINGS } from './rotated-name.js';

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
  const dated = familyOf(base).filter(({ path: file }) => isDate(file.slice(base.length)) && !obstacle(file));
  return [...files, ...dated.map(({ path: file }) => file).reverse()];
}

/** A file that is being packed is there twice for a while: the plain one is whole. */
function readableRotation(name: string): string | undefined {
  return ['', ...PACKINGS].map((packing) => name + packing).find((file) => obstacle(file) === undefined);
}

/** Why a log cannot be read by the real user, as access(2) sees it; undefined if it can. */
export function obstacle(file: string): string | undefined {
  try {
    accessSync(toPath(file), constants.R_OK);
    return undefined;
  } catch (error) {
    return systemReason(error);
  }
}

/** Behind a folder that is closed to us nothing is seen. */
function isThere(file: string): boolean {
  try {
    return statSync(toPath(file), { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

export interface FamilyMember {
  /** A byte string. */
  readonly path: string;
  readonly dev: bigint;
  readonly inode: bigint;
  /** When it was last written, in nanoseconds since the epoch: renaming and copying with its time keep that. */
  readonly written: bigint;
  readonly size: number;
}

/**
 * In the order in which they were last written, those of one tick of the clock in that of their numbers; the log itself comes last.
 * Empty if the folder can't be read.
 */
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
  const number = ({ path: name }: FamilyMember): number => Number(/^\.(\d+)/.exec(name.slice(log.length))?.[1] ?? 0);
  return found.sort(
    (one, other) => isLast(one) - isLast(other) || Number(one.written - other.written) || number(other) - number(one),
  );
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(toPath(folder), 'latin1');
  } catch {
    return [];
  }
}
