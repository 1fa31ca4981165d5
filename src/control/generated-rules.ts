/**
 * The file that a rules folder is merged into, beside the folder: audit.rules. Like augenrules it is written only when it
 * differs, with mode 0640, and the former one is kept as audit.rules.prev; unlike there it is never half written.
 */
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { toPath } from '../bytes/text.js';

const FOLDER_NAME = 'rules.d';

/** Where the merged rules of the folder belong; `undefined` for a folder that is not named rules.d. */
export function generatedFile(folder: string): string | undefined {
  const plain = folder.replace(/\/+$/, '');
  return path.posix.basename(plain) === FOLDER_NAME
    ? path.posix.join(path.posix.dirname(plain), 'audit.rules')
    : undefined;
}

/** Whether the file has this content, a byte string, already. */
export function isUpToDate(file: string, text: string): boolean {
  try {
    return readFileSync(toPath(file), 'latin1') === text;
  } catch {
    return false;
  }
}

/** Replaces the file in one step. Throws the error of the file system. */
export function writeGenerated(file: string, text: string): void {
  const target = toPath(file);
  const draft = toPath(`${file}.new`);
  const former = toPath(`${file}.prev`);
  rmSync(draft, { force: true });
  const fd = openSync(draft, 'wx', 0o640);
  try {
    writeSync(fd, Buffer.from(text, 'latin1'));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  rmSync(former, { force: true });
  try {
    linkSync(target, former);
  } catch {
    // The first one has no former.
  }
  renameSync(draft, target);
}
