/** Conditions about the files of an event: which of its names are meant by a path, an inode number or a directory. */
import type { EventName, FileIdentity, FilterEvent } from './event.js';
import { lowHalf, sameFile } from './event.js';
import { anyOf, type Truth } from './truth.js';

/**
 * Text of a path → the object that it names at the moment that counts; `null`: nothing. A path that is not there is
 * not known, and is taken by its text: a plain file without links and mounts, unless it is replaced meanwhile.
 */
export type Paths = Readonly<Record<string, FileIdentity | null>>;

/** What is mounted, and which directories have moved since the rules were loaded. */
export interface Tree {
  /** Mount point → the directory that is bound there, as it was when the rules were loaded. */
  readonly bound: Readonly<Record<string, string>>;
  /** Mounted since then: what lies there belongs to no directory above. */
  readonly mounted: readonly string[];
  /** Directories that were renamed since then, in order. */
  readonly moved: readonly (readonly [from: string, to: string])[];
}

export const PLAIN_TREE: Tree = { bound: {}, mounted: [], moved: [] };

/** Where the object is now that a path named when the rules were loaded. */
export function placeNow(path: string, { moved }: Tree): string {
  return moved.reduce((place, [from, to]) => (isPathBelow(place, from) ? to + place.slice(from.length) : place), path);
}

/** Whether two texts name one entry: the same last component in the same directory. */
export function isSameEntry(one: string, other: string, paths: Paths): boolean {
  if (one === other) return true;
  const [parent, name] = splitPath(one);
  const [otherParent, otherName] = splitPath(other);
  if (name !== otherName) return false;
  if (plain(parent) === plain(otherParent)) return true;
  const [object, otherObject] = [paths[parent], paths[otherParent]];
  return object != null && otherObject != null && sameFile(object, otherObject);
}

/** Directory and last component. */
export function splitPath(path: string): readonly [directory: string, name: string] {
  const at = path.lastIndexOf('/');
  return [at > 0 ? path.slice(0, at) : '/', path.slice(at + 1)];
}

/** Without empty components and those that stay where they are. */
function plain(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

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
export function isBelow(
  event: FilterEvent,
  names: readonly EventName[],
  directory: string,
  paths: Paths,
  tree: Tree = PLAIN_TREE,
): Truth {
  const now = placeNow(directory, tree);
  return anyOf(names, (name) => {
    if (!isResolved(name)) return false;
    const itself = isObject(name, directory, paths);
    if (itself === true || !placed.has(name.nametype ?? 'NORMAL')) return itself;
    // The kernel has not looked what is above.
    if (name.path === null) return itself;
    const place = name.path ?? name.name;
    if (place === undefined || place === null) return 'unknown';
    if (paths[directory] === null) return false;
    if (isCutOff(place, now, tree)) return itself;
    return (
      isPathBelow(place, now) ||
      isBoundBelow(place, now, tree) ||
      hasAncestor(event, place, directory, paths, tree) ||
      itself
    );
  });
}

/** What was mounted since the rules were loaded belongs to no directory above its mount point. */
function isCutOff(place: string, directory: string, { mounted }: Tree): boolean {
  return mounted.some((point) => isPathBelow(point, directory) && isPathBelow(place, point));
}

/** A directory that is bound below is covered, by whichever of its names it is reached. */
function isBoundBelow(place: string, directory: string, { bound }: Tree): boolean {
  if (bound === PLAIN_TREE.bound) return false;
  return Object.entries(bound).some(
    ([point, source]) => isPathBelow(place, source) && isPathBelow(point + place.slice(source.length), directory),
  );
}

export function isPathBelow(path: string, directory: string): boolean {
  if (directory === '/') return path.startsWith('/');
  return path === directory || path.startsWith(directory.endsWith('/') ? directory : `${directory}/`);
}

/** True when a directory above `place`, known by name elsewhere, is the object of `directory` (a bind mount of it). */
function hasAncestor(event: FilterEvent, place: string, directory: string, paths: Paths, tree: Tree): boolean {
  const object = paths[directory];
  if (!object) return false;
  const isAbove = (path: string, identity: FileIdentity): boolean =>
    sameFile(identity, object) && isPathBelow(place, path);
  return (
    Object.entries(paths).some(([path, identity]) => identity !== null && isAbove(placeNow(path, tree), identity)) ||
    (event.names ?? []).some(
      ({ path, ino, dev }) =>
        typeof path === 'string' && ino !== null && dev !== undefined && isAbove(path, { dev, ino }),
    )
  );
}
