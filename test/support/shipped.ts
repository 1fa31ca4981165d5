/** Logs shipped into Parquet files below a folder for temporary files. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { main as search } from '../../src/cli/ausearch/main.js';
import type { Source } from '../../src/input/source.js';
import { ParquetFile } from '../../src/store/parquet/file.js';
import { parquetFilesAt } from '../../src/store/parquet/find.js';
import { runMain } from './run-main.js';

export const storeFolder = (): string => mkdtempSync(path.join(tmpdir(), 'ts-audit-stores-'));

/** A file that nobody has written to lately, so that all its events are complete. Returns its name. */
export function quietFile(name: string, content: Buffer | string): string {
  writeFileSync(name, content);
  utimesSync(name, 1, 1);
  return name;
}

/** Returns the folder of Parquet files, with nothing in it but this log. */
export async function shipped(folder: string, log: string, ...options: readonly string[]): Promise<string> {
  const lake = path.join(folder, 'lakes', path.basename(log));
  rmSync(lake, { recursive: true, force: true });
  const { status, stderr } = await runMain(search, ['--ship', lake, '-if', log, ...options]);
  assert.equal(status, 0, stderr);
  return lake;
}

/** The bytes of logs as a store gives them back, one behind the other; it has nothing to say of them. */
export async function bytesOf(sources: readonly Source[]): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const space = Buffer.alloc(1 << 16);
  for (const source of sources) {
    const reader = await source.open();
    for (let got = await reader.read(space); got > 0; got = await reader.read(space))
      chunks.push(Buffer.from(space.subarray(0, got)));
    assert.deepEqual(reader.notes?.(), []);
    await reader.close();
  }
  return Buffer.concat(chunks);
}

/** Texts of logs by the name of their stream, in Parquet files of `batch` rows. */
export async function shippedFiles(
  folder: string,
  logs: Readonly<Record<string, string>>,
  batch: number,
): Promise<readonly ParquetFile[]> {
  const lake = path.join(folder, "la'ke");
  rmSync(lake, { recursive: true, force: true });
  for (const [name, log] of Object.entries(logs)) {
    const file = quietFile(path.join(folder, 'log'), Buffer.from(log, 'latin1'));
    await runMain(search, ['--ship', lake, '--as', name, '--batch', String(batch), '-if', file]);
  }
  const files: ParquetFile[] = [];
  for (const name of parquetFilesAt(lake) ?? []) files.push(await ParquetFile.open(name));
  return files;
}
