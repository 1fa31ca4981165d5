/** Many files of one folder as the folder. */
import { posix } from 'node:path';

/** So many files of a folder stand for all of it. */
const MANY = 4;
/** Never given as a whole, however many of their files were used. */
const TOO_WIDE: ReadonlySet<string> = new Set([
  '/',
  '/etc',
  '/home',
  '/root',
  '/tmp',
  '/var',
  '/var/tmp',
  '/dev',
  '/run',
]);
/** Belongs to the system, or changes with every process: below these the folder is meant from the first file on. */
const WHOLE = ['/usr/lib', '/usr/share', '/lib', '/lib64', '/proc', '/sys'];

/** Sorted paths that cover all of `paths`; a folder stands for all below it. */
export function covering(paths: Iterable<string>): readonly string[] {
  let covered = new Set(Array.from(paths, (path) => WHOLE.find((folder) => path.startsWith(`${folder}/`)) ?? path));
  for (let before = -1; before !== covered.size; ) {
    before = covered.size;
    covered = collapsed(covered);
  }
  const sorted = [...covered].sort();
  return sorted.filter((path) => !sorted.some((other) => other !== path && path.startsWith(`${other}/`)));
}

function collapsed(paths: ReadonlySet<string>): Set<string> {
  const counts = new Map<string, number>();
  for (const path of paths) counts.set(posix.dirname(path), (counts.get(posix.dirname(path)) ?? 0) + 1);
  return new Set(
    Array.from(paths, (path) => {
      const folder = posix.dirname(path);
      return (counts.get(folder) ?? 0) >= MANY && !TOO_WIDE.has(folder) ? folder : path;
    }),
  );
}
