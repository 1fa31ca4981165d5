/** Folders in which nobody but this user and root can put, change or exchange a file (as root: nobody but root). */
import { existsSync, lstatSync, realpathSync, type Stats } from 'node:fs';
import path from 'node:path';

const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;

/** `forbidden`: bits of the mode that it must not have. False for what is no folder, or cannot be looked at. */
export function isOwnFolder(folder: string, forbidden: number = WRITABLE_BY_OTHERS): boolean {
  try {
    const real = realpathSync(folder);
    const stats = lstatSync(real);
    const isOwn = stats.isDirectory() && stats.uid === process.geteuid?.() && (stats.mode & forbidden) === 0;
    return isOwn && isBelowSafe(path.dirname(real));
  } catch {
    return false;
  }
}

/** Whether a folder that is made now, with those on the way to it, would be one. */
export function canBeOwn(folder: string): boolean {
  try {
    return isBelowSafe(nearestExisting(folder));
  } catch {
    return false;
  }
}

/** Nobody else can put another folder in the place of this one, or of those that it is in. */
function isBelowSafe(folder: string): boolean {
  for (let at = realpathSync(folder); ; at = path.dirname(at)) {
    if (!isSafeParent(lstatSync(at))) return false;
    if (at === path.dirname(at)) return true;
  }
}

function nearestExisting(folder: string): string {
  return existsSync(folder) ? folder : nearestExisting(path.dirname(folder));
}

function isSafeParent({ uid, mode }: Stats): boolean {
  return (uid === 0 || uid === process.geteuid?.()) && ((mode & WRITABLE_BY_OTHERS) === 0 || (mode & STICKY) !== 0);
}
