/** Where sending a stream goes on: kept in a file on this machine, as the server cannot be asked. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { AuditError } from '../errors.js';
import type { Row } from '../store/row.js';
import { NO_TAIL, type Tail, tailFrom } from '../store/store.js';
import { systemReason } from '../tables/reason.js';

export function readCheckpoint(file: string): Tail {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return NO_TAIL;
    throw new AuditError('checkpoint', `${file}: ${systemReason(error)}`, { cause: error });
  }
  try {
    const { count, sec, ms, serial, position } = JSON.parse(text);
    if ([count, sec, ms, serial].every((number) => typeof number === 'number') && typeof position === 'string')
      return tailFrom(count, { sec, ms, serial }, position);
  } catch {
    // It says nothing.
  }
  throw new AuditError('checkpoint', `${file} does not say where to go on; without it everything is sent again`);
}

/** `last`: the last row that was sent, which has the position. Written whole or not at all. */
export function writeCheckpoint(file: string, { stream, ord, ksec, kms, kserial, position }: Row): void {
  const text = JSON.stringify({ stream, count: ord + 1, sec: ksec, ms: kms, serial: kserial, position });
  const unfinished = `${file}.tmp`;
  try {
    const fd = openSync(unfinished, 'w', 0o600);
    try {
      writeSync(fd, `${text}\n`);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(unfinished, file);
  } catch (error) {
    throw new AuditError('checkpoint', `Error writing ${file} (${systemReason(error)})`, { cause: error });
  }
}
