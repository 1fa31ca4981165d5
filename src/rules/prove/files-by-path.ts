/** Files by path, so that those in a directory stand together: few of many are asked about a rule of one place. */
import type { File } from './shapes.js';

/** Those at these paths and below, in the order that all were given in. */
export type FilesAround = (paths: readonly string[]) => readonly File[];

export function filesByPath(files: readonly File[]): FilesAround {
  const pathOf = (place: number): string => files[place]?.path ?? '';
  const sorted = files
    .map((_file, place) => place)
    .sort((one, other) => (pathOf(one) < pathOf(other) ? -1 : pathOf(one) > pathOf(other) ? 1 : 0));
  const firstFrom = (text: string): number => {
    let [from, to] = [0, sorted.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (pathOf(sorted[middle] ?? 0) < text) from = middle + 1;
      else to = middle;
    }
    return from;
  };
  const placesWhile = function* (start: string, isWanted: (path: string) => boolean): Generator<number> {
    for (let at = firstFrom(start); at < sorted.length && isWanted(pathOf(sorted[at] ?? 0)); at++)
      yield sorted[at] ?? 0;
  };
  return (paths) => {
    const found = new Set<number>();
    for (const written of paths) {
      const path = written.replace(/\/+$/, '');
      for (const place of placesWhile(path, (each) => each === path)) found.add(place);
      for (const place of placesWhile(`${path}/`, (each) => each.startsWith(`${path}/`))) found.add(place);
    }
    return [...found].sort((one, other) => one - other).flatMap((place) => files[place] ?? []);
  };
}
