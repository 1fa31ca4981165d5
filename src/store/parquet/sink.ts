/**
 * A folder of Parquet files as a store: `DIR/date=2026-11-27/stream=NAME/FIRST.parquet`. A file is written under another
 * name, brought to the disk and then given its name, which nobody else can have taken: the number of its first row. So
 * it is there whole or not at all, and of two who ship one stream at a time one fails.
 */
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { toPath } from '../../bytes/text.js';
import { AuditError } from '../../errors.js';
import { systemReason } from '../../tables/reason.js';
import type { Row } from '../row.js';
import { NO_TAIL, type RowSink, StreamMoved, type Tail, tailFrom } from '../store.js';
import { compressors } from './codec.js';
import { ParquetFile } from './file.js';
import { columnData, parquetSchema } from './layout.js';

/** `folder`: a byte string; it is made when the first rows come. */
export function parquetSink(folder: string): RowSink {
  return {
    name: folder,
    place: path.resolve(folder),
    tail: (stream) => tailOf(folder, stream),
    insert: async (rows) => {
      try {
        write(folder, rows);
      } catch (error) {
        throw error instanceof AuditError ? error : writingError(folder, error);
      }
    },
    close: async () => {},
  };
}

function writingError(folder: string, cause: unknown): AuditError {
  return new AuditError('output', `Error writing to ${folder} (${systemReason(cause)})`, { cause });
}

function write(folder: string, rows: readonly Row[]): void {
  const [first] = rows;
  if (!first) return;
  const place = path.posix.join(folder, `date=${dayOf(first.ksec)}`, streamFolder(first.stream));
  mkdirSync(toPath(place), { recursive: true, mode: 0o700 });
  const name = path.posix.join(place, `${String(first.ord).padStart(ORD_DIGITS, '0')}.parquet`);
  const unfinished = `${name}.${process.pid}.tmp`;
  try {
    writeSynced(unfinished, parquetBytes(rows));
    linkSync(toPath(unfinished), toPath(name));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    throw new StreamMoved(folder, first.stream, error);
  } finally {
    rmSync(toPath(unfinished), { force: true }); // what a full disk holds of it, too
  }
  syncFolder(place);
}

function parquetBytes(rows: readonly Row[]): Uint8Array {
  const writer = new ByteWriter();
  const file = new ParquetWriter({
    writer,
    schema: [...parquetSchema],
    codec: 'GZIP',
    compressors,
    statisticsTruncateLength: Number.POSITIVE_INFINITY,
    createdBy: 'ts-audit',
  });
  file.write({ columnData: columnData(rows), rowGroupSize: rows.length });
  file.finish();
  return writer.getBytes();
}

function writeSynced(name: string, bytes: Uint8Array): void {
  const fd = openSync(toPath(name), 'w', 0o600);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function syncFolder(name: string): void {
  const fd = openSync(toPath(name), 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

const ORD_DIGITS = 15;
/** The last second that a date can be of. */
const LAST_SECOND = 253402300799;

/** In UTC, by the order of release: a late event does not make a file of its own. */
export function dayOf(sec: number): string {
  return new Date(Math.min(sec, LAST_SECOND) * 1000).toISOString().slice(0, 10);
}

/** A name of its own for each stream, without what means something in paths. */
function streamFolder(stream: string): string {
  return `stream=${encodeURIComponent(stream).replace(/[.!'()*~]/g, (unit) => `%${unit.charCodeAt(0).toString(16)}`)}`;
}

async function tailOf(folder: string, stream: string): Promise<Tail> {
  const name = lastFile(folder, streamFolder(stream));
  if (name === undefined) return NO_TAIL;
  const file = await ParquetFile.open(name);
  const to = file.groups.at(-1)?.to ?? 0;
  const last = { from: to - 1, to };
  const [ord = 0] = await file.column('ord', last);
  const [sec = 0] = await file.column('ksec', last);
  const [ms = 0] = await file.column('kms', last);
  const [serial = 0] = await file.column('kserial', last);
  const [position = ''] = await file.column('position', last);
  return tailFrom(ord + 1, { sec, ms, serial }, position);
}

/** Of all days: the one with the largest number. */
function lastFile(folder: string, streamName: string): string | undefined {
  let last: string | undefined;
  for (const day of entries(folder)) {
    if (!day.startsWith('date=')) continue;
    const place = path.posix.join(folder, day, streamName);
    for (const name of entries(place)) {
      if (!name.endsWith('.parquet')) continue;
      if (last === undefined || name > path.posix.basename(last)) last = path.posix.join(place, name);
    }
  }
  return last;
}

function entries(folder: string): readonly string[] {
  try {
    return readdirSync(toPath(folder), 'latin1');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new AuditError('output', `Error reading ${folder} (${systemReason(error)})`, { cause: error });
  }
}
