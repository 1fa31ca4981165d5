/**
 * Which logs are read, in which order (spec log-format section 11). Several -if and shell globs are ours; one -if, or
 * none, gives what the original reads.
 */
import { accessSync, constants, fstatSync, type Stats, statSync } from 'node:fs';
import { toPath } from '../bytes/text.js';
import { AuditError } from '../errors.js';
import { systemReason } from '../tables/reason.js';
import { expandGlob } from './glob.js';
import type { Input } from './input.js';
import { firstTime, oldestFirst } from './order.js';

export interface DiscoveryRequest {
  /** The arguments of -if; empty if it was not given. */
  readonly paths: readonly string[];
  /** --input-logs: the system's logs, whatever standard input is. */
  readonly systemLogs: boolean;
  /** `log_file` of auditd.conf. */
  readonly logFile: string;
  /** Descriptor of standard input. */
  readonly stdin: number;
  /** -ts: older files of a rotated set are skipped. */
  readonly start?: number | undefined;
  /** A loaded checkpoint: no file is skipped by time, and a rotated set starts with the file of this identity, if given. */
  readonly checkpoint?: { readonly identity?: FileIdentity | undefined } | undefined;
  /** Takes a line for standard error, without newline; called before anything fails. */
  readonly note: (line: string) => void;
  /** Takes the line about one of several logs that cannot be read; the others are. Without it the line is a note. */
  readonly fail?: ((line: string) => void) | undefined;
}

export interface FileIdentity {
  readonly dev: bigint;
  readonly inode: bigint;
}

/** The logs to read, in order. */
export function discoverInputs(request: DiscoveryRequest): readonly Input[] {
  const { paths, systemLogs, stdin, logFile } = request;
  if (paths.length > 0) return namedInputs(paths, request);
  if (!systemLogs && isFifo(stdin)) return [{ kind: 'pipe', path: 'stdin' }];
  return rotatedSet(logFile, request);
}

function namedInputs(paths: readonly string[], request: DiscoveryRequest): readonly Input[] {
  const [only, ...others] = paths.flatMap(expandGlob);
  if (only !== undefined && others.length === 0) return namedInput(only, request);
  const opens = (path: string): boolean => {
    const problem = obstacle(path);
    if (problem !== undefined) (request.fail ?? request.note)(`Error opening ${path} (${problem})`);
    return problem === undefined;
  };
  const inputs = [only ?? '', ...others]
    .filter(opens)
    .flatMap((path) => namedInput(path, request))
    .filter(({ path }) => opens(path));
  // What was wrong has been said.
  if (inputs.length === 0) throw new AuditError('input', '', { exitStatus: 1 });
  return oldestFirst(distinct(inputs));
}

function namedInput(path: string, request: DiscoveryRequest): readonly Input[] {
  if (!examine(path).isDirectory()) return [{ kind: 'file', path }];
  const base = `${path}${path.endsWith('/') ? '' : '/'}audit.log`;
  request.note(`NOTE - using logs in ${base}`);
  return rotatedSet(base, request);
}

/** Why a log cannot be read; undefined if it can, as far as one can tell beforehand. */
function obstacle(path: string): string | undefined {
  try {
    accessSync(toPath(path), constants.R_OK);
    return undefined;
  } catch (error) {
    return systemReason(error);
  }
}

function examine(path: string): Stats {
  try {
    return statSync(toPath(path));
  } catch (error) {
    throw new AuditError('input', `stat: ${systemReason(error)}`);
  }
}

/** A file that is named twice is read once. */
function distinct(inputs: readonly Input[]): readonly Input[] {
  return [...new Map(inputs.map((input) => [identityKey(input.path), input])).values()];
}

function identityKey(path: string): string {
  try {
    const { dev, inode } = fileIdentity(path);
    return `${dev}:${inode}`;
  } catch {
    return path; // opening it will fail and say why
  }
}

/** `base`, `base.1`, … up to the first that can't be read, oldest first. A `base` that can't be read fails on opening. */
function rotatedSet(base: string, { start, checkpoint }: DiscoveryRequest): readonly Input[] {
  const set: string[] = [];
  const identity = checkpoint?.identity;
  for (let path = base; isReadable(path); path = `${base}.${set.length}`) {
    set.push(path);
    if (identity && isFile(identity, path)) break;
  }
  const newest = set.at(-1);
  if (identity && (newest === undefined || !isFile(identity, newest))) {
    // Its file is gone: the caller exits without a word.
    throw new AuditError('checkpoint', '', { exitStatus: 10 });
  }
  if (newest === undefined) set.push(base);
  const oldest = checkpoint || start === undefined ? set.length - 1 : oldestNeeded(set, start);
  return set
    .slice(0, oldest + 1)
    .reverse()
    .map((path) => ({ kind: 'file', path }));
}

/** Index of the first file to read: one before the oldest that begins after `start`. `set` is newest first. */
function oldestNeeded(set: readonly string[], start: number): number {
  const last = set.length - 1;
  for (let i = last; i >= 0; i--) {
    if (firstTime(set[i] ?? '') > start) return Math.min(i + 1, last);
  }
  return last; // BUG? a start inside the newest file skips nothing
}

/** Throws what `node:fs` throws if the file cannot be examined. */
export function fileIdentity(path: string): FileIdentity {
  const { dev, ino } = statSync(toPath(path), { bigint: true });
  return { dev, inode: ino };
}

function isFile({ dev, inode }: FileIdentity, path: string): boolean {
  try {
    const found = fileIdentity(path);
    return found.dev === dev && found.inode === inode;
  } catch {
    return false; // gone since it was listed
  }
}

/** As access(2): by the real, not the effective, user. */
function isReadable(path: string): boolean {
  return obstacle(path) === undefined;
}

function isFifo(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFIFO();
  } catch {
    return false; // closed
  }
}
