/**
 * A folder of Parquet files as a store (`names.ts`): a file of a batch is there whole or not at all (`put.ts`), and nobody else can
 * have taken its name, the number of its first row. So of two who ship one stream at a time one fails.
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { toPath } from '../../bytes/text.js';
import { AuditError } from '../../errors.js';
import { systemReason } from '../../tables/reason.js';
import type { RowBlock } from '../row-block.js';
import { NO_TAIL, type RowSink, StreamMoved, type Tail, tailFrom } from '../store.js';
import { ParquetFile } from './file.js';
import { columnData } from './layout.js';
import { currentFiles, dayFolder, fileName, holderOf, streamFolder } from './names.js';
import { ParquetBytes, putFile } from './put.js';

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

export function writingError(folder: string, cause: unknown): AuditError {
  return new AuditError('output', `Error writing to ${folder} (${systemReason(cause)})`, { cause });
}

function write(folder: string, rows: RowBlock): void {
  const [stream, sec, first] = [rows.column('stream')[0], rows.column('ksec')[0], rows.column('ord')[0]];
  if (stream === undefined || sec === undefined || first === undefined) return;
  const place = path.posix.join(folder, dayFolder(sec), streamFolder(stream));
  mkdirSync(toPath(place), { recursive: true, mode: 0o700 });
  const name = path.posix.join(place, fileName(first));
  const file = new ParquetBytes();
  file.addGroup(columnData(rows), rows.length);
  if (!putFile(name, file.finish())) throw new StreamMoved(folder, stream);
  // Of a file that was there, and that became a part of another one meanwhile, the name is free again.
  if (holderOf(name) === undefined) return;
  rmSync(toPath(name));
  throw new StreamMoved(folder, stream);
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
    for (const name of currentFiles(entries(place))) {
      if (!name.endsWith('.parquet')) continue;
      if (last === undefined || name > path.posix.basename(last)) last = path.posix.join(place, name);
    }
  }
  return last;
}

export function entries(folder: string): readonly string[] {
  try {
    return readdirSync(toPath(folder), 'latin1');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new AuditError('output', `Error reading ${folder} (${systemReason(error)})`, { cause: error });
  }
}
