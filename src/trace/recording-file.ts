/** The log file of a recorded run: readable by its owner only, for it tells all about a program. */
import { closeSync, constants, copyFileSync, fstatSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { Out } from '../bytes/out.js';
import { toPath } from '../bytes/text.js';
import { canBeOwn, isOwnFolder } from '../control/own-folder.js';
import { AuditError } from '../errors.js';
import { systemReason } from '../tables/reason.js';

export interface RecordingFile {
  /** Byte string, as it is to be shown. */
  readonly name: string;
  readonly out: Out;
  /** What somebody did to the file since; a removed one is written again. Undefined: nothing. */
  check(): string | undefined;
  close(): void;
}

/** Makes the file, emptying one that is there. Throws `AuditError` ('output'). */
export function createRecording(name: string): RecordingFile {
  let fd: number;
  try {
    fd = openSync(toPath(name), 'w', 0o600);
  } catch (error) {
    throw new AuditError('output', `Error creating ${name} (${systemReason(error)})`, { cause: error });
  }
  return {
    name,
    out: new Out((chunk) => writeAll(fd, chunk, name)),
    check: () => checkName(name, fd),
    close: () => closeSync(fd),
  };
}

function checkName(name: string, fd: number): string | undefined {
  const own = fstatSync(fd);
  const now = statSync(toPath(name), { throwIfNoEntry: false });
  if (now) {
    if (now.ino === own.ino && now.dev === own.dev) return undefined;
    return `${name} was replaced during the run: the records are not in the file that has its name now`;
  }
  try {
    copyFileSync(`/proc/self/fd/${fd}`, toPath(name), constants.COPYFILE_EXCL);
    return `${name} was removed during the run; it was written again`;
  } catch (error) {
    return `${name} was removed during the run, and the records with it (${systemReason(error)})`;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where a recording goes when nobody says where: a new name in `$XDG_STATE_HOME/ts-audit` or that of the home, whose folder
 * is made. Below sudo these may be another user's, who could have root write where he likes: then it is root's own home.
 */
export function defaultRecording(env: Environment, homes: readonly string[], now: Date): string {
  const states = homes.map((home) => path.join(home, '.local/state'));
  if (env.XDG_STATE_HOME?.startsWith('/')) states.unshift(env.XDG_STATE_HOME);
  const folder = ownFolder(states.map((state) => path.join(state, 'ts-audit')));
  const stamp = now.toISOString().replace(/[-:]/g, '').replace(/\..*/, '');
  return path.join(folder, `autrace-${stamp}-${process.pid}.log`);
}

function ownFolder(folders: readonly string[]): string {
  const isRoot = process.geteuid?.() === 0;
  const folder = folders.find((name) => !isRoot || canBeOwn(name));
  try {
    if (folder !== undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new AuditError('output', `Error creating ${folder} (${systemReason(error)})`, { cause: error });
  }
  if (folder !== undefined && (!isRoot || isOwnFolder(folder))) return folder;
  throw new AuditError('output', `Other users can change ${folder ?? folders[0]}: say where the recording goes`);
}

function writeAll(fd: number, bytes: Buffer, name: string): void {
  try {
    for (let offset = 0; offset < bytes.length; ) offset += writeSync(fd, bytes, offset);
  } catch (error) {
    throw new AuditError('output', `Error writing ${name} (${systemReason(error)})`, { cause: error });
  }
}
