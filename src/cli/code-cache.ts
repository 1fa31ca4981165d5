/**
 * V8's code caches of the bundles, for the Node that runs: the build's own beside the bundle, where whoever can write could
 * change the bundle itself; else one in the user's cache folder, made by the first run there. A cache is code that
 * is run: it is read and written only where nobody but this user and root can (as root: nobody but root).
 */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { canBeOwn, isOwnFolder } from '../control/own-folder.js';

/** Caches kept for one kind of run of a program: other versions of Node and of the program use theirs. */
const KEPT = 4;
const WRITABLE_BY_OTHERS = 0o022;
/** A cache folder is nobody else's to read, either. */
const OTHERS = 0o077;

export interface CodeCache {
  /** What V8 takes, if there is something. */
  readonly data: Buffer | undefined;
  /** Whether it is the build's own, which no run replaces. */
  readonly isShipped: boolean;
}

/** `run`: a program and the kind of its run. `build` tells the bundle's content: V8 itself compares only its length. */
export function findCodeCache(dist: string, run: string, build: string): CodeCache {
  const name = cacheName(run, build);
  const shipped = contentOf(path.join(dist, name));
  if (shipped) return { data: shipped, isShipped: true };
  const folder = userFolder();
  const isUsable = folder !== undefined && isOwnFolder(folder, OTHERS);
  return { data: isUsable ? privateContentOf(path.join(folder, name)) : undefined, isShipped: false };
}

/** Beside the bundle, as the build does. */
export function shipCodeCache(dist: string, run: string, build: string, data: Buffer): void {
  writeFileSync(path.join(dist, cacheName(run, build)), data);
}

/** For later runs of this user. A folder that is missing, read-only or not safe is no reason to complain. */
export function keepCodeCache(run: string, build: string, data: () => Buffer): void {
  const folder = userFolder();
  if (folder === undefined) return;
  try {
    // Looked at before: nothing of root's is left in another's home.
    if (!canBeOwn(folder)) return;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!isOwnFolder(folder, OTHERS)) return;
    const file = path.join(folder, cacheName(run, build));
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, data(), { flag: 'wx', mode: 0o600 });
    renameSync(unfinished, file);
    dropOldest(folder, run, file);
  } catch {
    // The next run compiles, as this one did.
  }
}

function cacheName(run: string, build: string): string {
  return `${run}-${build}-node-${process.version}-${process.arch}.cache`;
}

function userFolder(): string | undefined {
  const { HOME: home, XDG_CACHE_HOME: caches, NODE_DISABLE_COMPILE_CACHE: off } = process.env;
  if (off) return undefined;
  if (caches && path.isAbsolute(caches)) return path.join(caches, 'ts-audit');
  return home && path.isAbsolute(home) ? path.join(home, '.cache/ts-audit') : undefined;
}

function contentOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

function privateContentOf(file: string): Buffer | undefined {
  try {
    const fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stats = fstatSync(fd);
      const isOwn = stats.isFile() && stats.uid === process.geteuid?.() && (stats.mode & WRITABLE_BY_OTHERS) === 0;
      return isOwn ? readFileSync(fd) : undefined;
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}

function dropOldest(folder: string, run: string, newest: string): void {
  const files = readdirSync(folder)
    .filter((name) => name.startsWith(`${run}-`))
    .map((name) => path.join(folder, name))
    .filter((file) => file !== newest)
    .map((file) => ({ file, time: lstatSync(file).mtimeMs }))
    .sort((a, b) => b.time - a.time);
  for (const { file } of files.slice(KEPT - 1)) rmSync(file);
}
