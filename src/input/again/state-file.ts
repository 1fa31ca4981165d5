/**
 * What a run leaves for the next one is whole at every moment: written beside its name, then put in its place, so that
 * neither a full disk nor a kill leaves half of it. As root nobody else's link is followed on the way.
 */
import {
  closeSync,
  fchmodSync,
  fchownSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { toPath } from '../../bytes/text.js';

/** Where the text waits until it is put in its place. */
export const unfinished = (path: string): string => `${path}.new`;

/** Writes the text, replacing what was there. Throws what `node:fs` throws; then what was there still is. */
export function replaceFile(path: string, text: string): void {
  prepareFile(path, text)();
}

/** The same in two steps: the result puts the file in its place. */
export function prepareFile(path: string, text: string): () => void {
  const old = statsOf(path);
  if (old && !old.isFile()) return () => writeFileSync(toPath(path), text, 'latin1'); // a link, a pipe, a device
  const beside = unfinished(path);
  const fd = created(beside);
  // The file may be ours to write where the folder is not.
  if (fd === undefined) return () => writeFileSync(toPath(path), text, 'latin1');
  try {
    write(fd, text, old);
  } catch (error) {
    rmSync(toPath(beside), { force: true });
    throw error;
  }
  return () => renameSync(toPath(beside), toPath(path));
}

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(toPath(path));
  } catch {
    return undefined; // a first run; or writing will say why
  }
}

/** What an older run left there, or anybody planted, is no file to write to. Undefined: not to be had. */
function created(path: string): number | undefined {
  try {
    rmSync(toPath(path), { force: true });
    return openSync(toPath(path), 'wx');
  } catch {
    return undefined;
  }
}

/** With owner and mode of what it replaces. */
function write(fd: number, text: string, old: Stats | undefined): void {
  try {
    const bytes = Buffer.from(text, 'latin1');
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    if (!old) return;
    if (process.geteuid?.() === 0) fchownSync(fd, old.uid, old.gid);
    fchmodSync(fd, old.mode & 0o7777);
  } finally {
    closeSync(fd);
  }
}
