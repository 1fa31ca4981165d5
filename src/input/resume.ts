/**
 * Where the next run with a checkpoint may begin to read: a line in a file beside the checkpoint file, which itself stays
 * as the original writes it. It is believed only if it belongs to the checkpoint's event and log, and if the bytes at that
 * place are those that were there; otherwise the log is read from its start as ever.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { toPath } from '../bytes/text.js';
import { type CheckpointData, formatCheckpoint } from './checkpoint.js';

/** More than the longest line: what is compared is the line at the resume point. */
const LINE = 9000;

const besides = (checkpointFile: string): Buffer => toPath(`${checkpointFile}.offset`);

/** The offset in `log` to begin at; 0 if nothing can be skipped. `data` is what the checkpoint file says. */
export function resumeOffset(checkpointFile: string, data: CheckpointData, log: string): number {
  try {
    const found = /^(\d+) ([0-9a-f]+)\n/.exec(readFileSync(besides(checkpointFile), 'latin1'));
    const offset = Number(found?.[1] ?? 0);
    return offset > 0 && proof(data, log, offset) === found?.[2] ? offset : 0;
  } catch {
    return 0; // no such file, or an unreadable log, which opening it will tell about
  }
}

/** `offset` undefined: the next run has to read everything. Failing to write costs time only, so nobody is told. */
export function saveResumeOffset(
  checkpointFile: string,
  data: CheckpointData,
  log: string,
  offset: number | undefined,
): void {
  try {
    if (offset) writeFileSync(besides(checkpointFile), `${offset} ${proof(data, log, offset)}\n`);
    else rmSync(besides(checkpointFile), { force: true });
  } catch {
    rmSync(besides(checkpointFile), { force: true });
  }
}

function proof(data: CheckpointData, log: string, offset: number): string {
  const bytes = Buffer.alloc(LINE);
  const fd = openSync(toPath(log), 'r');
  try {
    const text = bytes.subarray(0, readSync(fd, bytes, 0, LINE, offset));
    const line = text.subarray(0, text.indexOf(10) + 1);
    return createHash('sha1').update(formatCheckpoint(data)).update(line).digest('hex');
  } finally {
    closeSync(fd);
  }
}
