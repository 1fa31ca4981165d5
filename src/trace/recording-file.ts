/** The log file of a recorded run: readable by its owner only, for it tells all about a program. */
import { closeSync, constants, copyFileSync, fstatSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { Out } from '../bytes/out.js';
import { toPath } from '../bytes/text.js';
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

/** Where a recording goes when nobody says where: a new name in `$XDG_STATE_HOME/ts-audit`, whose folder is made. */
export function defaultRecording(env: Environment, home: string, now: Date): string {
  const state = env.XDG_STATE_HOME?.startsWith('/') ? env.XDG_STATE_HOME : path.join(home, '.local/state');
  const folder = path.join(state, 'ts-audit');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new AuditError('output', `Error creating ${folder} (${systemReason(error)})`, { cause: error });
  }
  const stamp = now.toISOString().replace(/[-:]/g, '').replace(/\..*/, '');
  return path.join(folder, `autrace-${stamp}-${process.pid}.log`);
}

function writeAll(fd: number, bytes: Buffer, name: string): void {
  try {
    for (let offset = 0; offset < bytes.length; ) offset += writeSync(fd, bytes, offset);
  } catch (error) {
    throw new AuditError('output', `Error writing ${name} (${systemReason(error)})`, { cause: error });
  }
}
