/**
 * Which logs are read, in which order. Several -if, shell globs and packed rotations are ours; one -if, or none, gives what
 * the original reads.
 */
import { type Stats, statSync } from 'node:fs';
import { toPath } from '../bytes/text.js';
import { AuditError } from '../errors.js';
import { systemReason } from '../tables/reason.js';
import { fileSource } from './file-source.js';
import { expandGlob } from './glob.js';
import { oldestFirst, sortedFamily } from './order.js';
import { obstacle, rotatedFiles } from './rotated.js';
import type { FileIdentity, Source } from './source.js';
import { hasFirstByte, isFifo, remainingBytes, SILENT_SECONDS, standardInput } from './standard-input.js';

export interface DiscoveryRequest {
  /** The arguments of -if; empty if it was not given. */
  readonly paths: readonly string[];
  /** Arguments of --journal, empty for the system's journal. With one, no other log is read that is not named. */
  readonly journals?: readonly string[];
  /** --input-logs: the system's logs, whatever standard input is. */
  readonly systemLogs: boolean;
  /** `log_file` of auditd.conf. */
  readonly logFile: string;
  /** Descriptor of standard input. */
  readonly stdin: number;
  /** -ts: older files of a rotated set are skipped. */
  readonly start?: number | undefined;
  /** -te: what the journal need not be asked for. */
  readonly end?: number | undefined;
  /** A loaded checkpoint: no file is skipped by time, and a rotated set starts with the file of this identity, if given. */
  readonly checkpoint?: { readonly identity?: FileIdentity | undefined } | undefined;
  /** Takes a line for standard error, without newline; called before anything fails. */
  readonly note: (line: string) => void;
  /** Takes those of the paths of -if that name no log but a store of logs, and gives what is in it. */
  readonly stores?: ((paths: readonly string[]) => Promise<StoredSources>) | undefined;
  /** Takes the line about one of several logs that cannot be read; the others are. Without it the line is a note. */
  readonly fail?: ((line: string) => void) | undefined;
}

export interface StoredSources {
  readonly sources: readonly Source[];
  /** The paths that name logs. */
  readonly rest: readonly string[];
}

/** As an argument of -if. */
const STANDARD_INPUT = '-';

/** The logs to read, in order. */
export async function discoverSources(request: DiscoveryRequest): Promise<readonly Source[]> {
  const { paths, systemLogs, stdin, logFile } = request;
  if (paths.length > 0 || request.journals?.length) return storedAndNamed(paths.flatMap(expandGlob), request);
  if (!systemLogs && (await holdsLog(request))) return [standardInput(stdin)];
  return rotatedSet(logFile, request);
}

/** Whether standard input is what is to be read. A pipe that nobody writes to (cron, ssh, a service) must not hang a run. */
async function holdsLog({ stdin, logFile, note }: DiscoveryRequest): Promise<boolean> {
  if (!isFifo(stdin)) return remainingBytes(stdin) > 0;
  if (await hasFirstByte(stdin)) return true;
  note(`NOTE - nothing came on standard input for ${SILENT_SECONDS} seconds, using logs in ${logFile}`);
  return false;
}

async function storedAndNamed(paths: readonly string[], request: DiscoveryRequest): Promise<readonly Source[]> {
  const { sources, rest } = (await request.stores?.(paths)) ?? { sources: [], rest: paths };
  if (sources.length === 0) return namedSources(rest, request);
  const isAll = rest.length === 0 && !request.journals?.length;
  return oldestFirst(isAll ? sources : [...sources, ...(await namedSources(rest, request))]);
}

async function namedSources(paths: readonly string[], request: DiscoveryRequest): Promise<readonly Source[]> {
  const journals = await journalSources(request);
  const [only, ...others] = paths;
  if (only === undefined && journals.length > 0) return journals;
  if (only !== undefined && others.length === 0 && journals.length === 0) return namedSource(only, request);
  const opens = (path: string): boolean => {
    const problem = path === STANDARD_INPUT ? undefined : obstacle(path);
    if (problem !== undefined) (request.fail ?? request.note)(`Error opening ${path} (${problem})`);
    return problem === undefined;
  };
  const sources: Source[] = [...journals];
  for (const path of [only ?? '', ...others].filter(opens)) {
    for (const source of await namedSource(path, request))
      if (source.isStandardInput || opens(source.name)) sources.push(source);
  }
  // What was wrong has been said.
  if (sources.length === 0) throw new AuditError('input', '', { exitStatus: 1 });
  return oldestFirst(distinct(sources));
}

async function journalSources({ journals = [], ...request }: DiscoveryRequest): Promise<readonly Source[]> {
  if (journals.length === 0) return [];
  const { journalSource } = await import('./journal.js');
  return journals.map((journal) => journalSource(journal, request));
}

async function namedSource(path: string, request: DiscoveryRequest): Promise<readonly Source[]> {
  if (path === STANDARD_INPUT) return [standardInput(request.stdin)];
  if (!examine(path).isDirectory()) return [fileSource(path)];
  const base = `${path}${path.endsWith('/') ? '' : '/'}audit.log`;
  request.note(`NOTE - using logs in ${base}`);
  return rotatedSet(base, request);
}

function examine(path: string): Stats {
  try {
    return statSync(toPath(path));
  } catch (error) {
    throw new AuditError('input', `stat: ${systemReason(error)} (${path})`);
  }
}

/** A file that is named twice is read once. */
function distinct(sources: readonly Source[]): readonly Source[] {
  return [...new Map(sources.map((source) => [identityKey(source), source])).values()];
}

function identityKey(source: Source): string {
  const identity = source.identity();
  return identity ? `${identity.dev}:${identity.inode}` : source.name;
}

/** Oldest first. A `base` that can't be read fails on opening, unless older files of its set are there. */
async function rotatedSet(base: string, { start, checkpoint }: DiscoveryRequest): Promise<readonly Source[]> {
  const files = rotatedFiles(base);
  const found = (files.length > 0 ? files : [base]).map(fileSource);
  const set = [...(await sortedFamily(found))].reverse();
  const identity = checkpoint?.identity;
  if (identity) {
    const at = set.findIndex((source) => isSame(identity, source.identity()));
    // Its file is gone: the caller exits without a word.
    if (at < 0) throw new AuditError('checkpoint', '', { exitStatus: 10 });
    return set.slice(0, at + 1).reverse();
  }
  const oldest = checkpoint || start === undefined ? set.length - 1 : await oldestNeeded(set, start);
  return set.slice(0, oldest + 1).reverse();
}

/** Index of the first file to read: one before the oldest that begins after `start`. `set` is newest first. */
async function oldestNeeded(set: readonly Source[], start: number): Promise<number> {
  const last = set.length - 1;
  for (const [i, source] of [...set.entries()].reverse()) {
    const { first } = await source.span();
    if (Math.floor(first) > start) return Math.min(i + 1, last);
  }
  return last; // BUG? a start inside the newest file skips nothing
}

function isSame(one: FileIdentity, other: FileIdentity | undefined): boolean {
  return one.dev === other?.dev && one.inode === other.inode;
}
