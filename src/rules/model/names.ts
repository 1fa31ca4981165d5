/** Conditions about the files of an event: which of its names are meant by a path, an inode number or a directory. */
import type { EventName, FileIdentity, FilterEvent } from './event.js';
import { lowHalf, sameFile } from './event.js';
import { anyOf, type Truth } from './truth.js';

/**
 * Text of a path → the object that it names at the moment that counts; `null`: nothing. A path that is not there is
 * not known, and is taken by its text: a plain file without links and mounts, unless it is replaced meanwhile.
 */
export type Paths = Readonly<Record<string, FileIdentity | null>>;

/** An unresolved name has this inode number. */
export const NO_INODE = 0xffffffff;

export function isResolved(name: EventName): name is EventName & { readonly ino: number | bigint | string } {
  return name.ino !== null;
}

export function inodeOf(name: EventName): number {
  return isResolved(name) ? lowHalf(name.ino).low : NO_INODE;
}

/** Whether the name is the object of a path. */
export function isObject(name: EventName, path: string, paths: Paths): Truth {
  if (!isResolved(name)) return false;
  const object = paths[path];
  if (object === null) return false;
  if (object !== undefined && name.dev) return sameFile(object, { dev: name.dev, ino: name.ino });
  const known = name.path ?? name.name;
  if (known === undefined || known === null) return 'unknown';
  return known === path;
}

const placed: ReadonlySet<string> = new Set(['NORMAL', 'PARENT']);

/** `dir=path`: names that are the object or lie below it. Entries made or removed count only as the object itself. */
export function isBelow(event: FilterEvent, names: readonly EventName[], directory: string, paths: Paths): Truth {
  return anyOf(names, (name) => {
    if (!isResolved(name)) return false;
    const itself = isObject(name, directory, paths);
    if (itself === true || !placed.has(name.nametype ?? 'NORMAL')) return itself;
    const place = name.path ?? name.name;
    if (place === undefined || place === null) return 'unknown';
    if (paths[directory] === null) return false;
    return isPathBelow(place, directory) || hasAncestor(event, place, directory, paths) || itself;
  });
}

export function isPathBelow(path: string, directory: string): boolean {
  if (directory === '/') return path.startsWith('/');
  return path === directory || path.startsWith(directory.endsWith('/') ? directory : `${directory}/`);
}

/** True when a directory above `place`, known by name elsewhere, is the object of `directory` (a bind mount of it). */
function hasAncestor(event: FilterEvent, place: string, directory: string, paths: Paths): boolean {
  const object = paths[directory];
  if (!object) return false;
  const isAbove = (path: string, identity: FileIdentity): boolean =>
    sameFile(identity, object) && isPathBelow(place, path);
  return (
    Object.entries(paths).some(([path, identity]) => identity !== null && isAbove(path, identity)) ||
    (event.names ?? []).some(
      ({ path, ino, dev }) =>
        typeof path === 'string' && ino !== null && dev !== undefined && isAbove(path, { dev, ino }),
    )
  );
}
