/** Files of Parquet that are there whole or not at all: written under another name, brought to the disk, and then named. */
import { closeSync, fsyncSync, linkSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { ByteWriter, type ColumnSource, ParquetWriter } from 'hyparquet-writer';
import { toPath } from '../../bytes/text.js';
import { compressors } from './codec.js';
import { parquetSchema } from './layout.js';

/** Row groups of one file, in order. */
export class ParquetBytes {
  readonly #writer = new ByteWriter();
  readonly #file = new ParquetWriter({
    writer: this.#writer,
    schema: [...parquetSchema],
    codec: 'GZIP',
    compressors,
    statisticsTruncateLength: Number.POSITIVE_INFINITY,
    createdBy: 'ts-audit',
  });

  addGroup(columnData: ColumnSource[], rows: number): void {
    this.#file.write({ columnData, rowGroupSize: rows });
  }

  finish(): Uint8Array {
    this.#file.finish();
    return this.#writer.getBytes();
  }
}

/** False: another file has the name. It stays there when it returns, whatever happens to the machine. */
export function putFile(name: string, bytes: Uint8Array): boolean {
  const unfinished = `${name}.${process.pid}.tmp`;
  try {
    writeSynced(unfinished, bytes);
    linkSync(toPath(unfinished), toPath(name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(toPath(unfinished), { force: true }); // what a full disk holds of it, too
  }
  syncFolder(path.posix.dirname(name));
  return true;
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

export function syncFolder(name: string): void {
  const fd = openSync(toPath(name), 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
