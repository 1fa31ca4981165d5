/**
 * Where the next run with a checkpoint may begin to read, and what it must not show again: a file beside the checkpoint
 * file, which itself stays as the original writes it. It is believed only if it belongs to the checkpoint's event and log,
 * and if the bytes at that place are those that were there; otherwise the log is read from its start as ever.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, renameSync, rmSync } from 'node:fs';
import { toPath } from '../../bytes/text.js';
import { AuditError } from '../../errors.js';
import type { Source } from '../source.js';
import { type CheckpointData, formatCheckpoint } from './checkpoint.js';
import { prepareFile, replaceFile, unfinished } from './state-file.js';

/** More than the longest line: what is compared is the line at the resume point. */
const LINE = 9000;

const besides = (checkpointFile: string): string => `${checkpointFile}.offset`;

export interface Resume {
  /** Bytes of the log that need not be read again. */
  readonly offset: number;
  /**
   * Events behind it that were released already: where their first and their last line begin. An event that has got more
   * lines since then is another one.
   */
  readonly released: ReadonlyMap<number, number>;
}

export const FROM_START: Resume = { offset: 0, released: new Map() };

/**
 * How to go on in `log`; `data` is what the checkpoint file says. A run that was killed while it put both files in their
 * places has left the one that belongs to it under its unfinished name. What can't seek is read from its start.
 */
export function loadResume(checkpointFile: string, data: CheckpointData, log: Source): Resume {
  if (!log.canSeek()) return FROM_START;
  const kept = besides(checkpointFile);
  const finished = readResume(kept, data, log.name);
  if (finished) return finished;
  const resume = readResume(unfinished(kept), data, log.name);
  if (resume) finish(kept);
  return resume ?? FROM_START;
}

/** This run writes an unfinished one of its own, and may be killed, too. */
function finish(file: string): void {
  try {
    renameSync(toPath(unfinished(file)), toPath(file));
  } catch {
    // It may be ours to read only.
  }
}

/** Undefined: no such file, it belongs to something else, or the log cannot be read, which opening it will tell about. */
function readResume(file: string, data: CheckpointData, log: string): Resume | undefined {
  try {
    const text = readFileSync(toPath(file), 'latin1');
    const [head = '', ...pairs] = text.split('\n').slice(0, -1);
    const [offset = 0] = head.split(' ').map(Number);
    const released = new Map(
      pairs.map((pair): [number, number] => [Number.parseInt(pair, 10), Number(pair.split(' ')[1])]),
    );
    return formatResume({ offset, released }, data, log) === text ? { offset, released } : undefined;
  } catch {
    return undefined;
  }
}

/** As `saveResume`, in two steps: the result puts the file in its place. */
export function prepareResume(checkpointFile: string, data: CheckpointData, log: string, resume: Resume): () => void {
  try {
    return prepareFile(besides(checkpointFile), formatResume(resume, data, log));
  } catch {
    return () => forget(checkpointFile);
  }
}

/** `resume` undefined: the next run has to read everything. Failing to write costs time only, so nobody is told. */
export function saveResume(
  checkpointFile: string,
  data: CheckpointData,
  log: Source,
  resume: Resume | undefined,
): void {
  try {
    if (resume && log.canSeek()) replaceFile(besides(checkpointFile), formatResume(resume, data, log.name));
    else forget(checkpointFile);
  } catch {
    forget(checkpointFile);
  }
}

const forget = (checkpointFile: string): void => rmSync(toPath(besides(checkpointFile)), { force: true });

function formatResume({ offset, released }: Resume, data: CheckpointData, log: string): string {
  const pairs = [...released].map(([first, last]) => `${first} ${last}\n`).join('');
  return `${offset} ${proof(data, log, offset, pairs)}\n${pairs}`;
}

function proof(data: CheckpointData, log: string, offset: number, pairs: string): string {
  const bytes = Buffer.alloc(LINE);
  const fd = openSync(toPath(log), 'r');
  try {
    const text = bytes.subarray(0, readSync(fd, bytes, 0, LINE, offset));
    const line = text.subarray(0, text.indexOf(10) + 1);
    // No line proves nothing: every file that ends before it would do, such as one that was truncated since.
    if (line.length === 0) throw new AuditError('checkpoint', `No line at byte ${offset} of ${log}`);
    return createHash('sha1').update(formatCheckpoint(data)).update(line).update(pairs).digest('hex');
  } finally {
    closeSync(fd);
  }
}
