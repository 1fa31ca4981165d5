/** Whether a path of -if names Parquet files: one of them, or a folder that holds some and no log. */
import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { toPath } from '../../bytes/text.js';

/** First and last bytes of every Parquet file. */
export const MAGIC = 'PAR1';

/** The files, in the order of their names; undefined when the path names something else. */
export function parquetFilesAt(name: string): readonly string[] | undefined {
  try {
    const stats = statSync(toPath(name));
    // One that was copied in part may lack its beginning; its rows are missed all the same.
    if (stats.isFile()) return name.endsWith('.parquet') || isParquet(name) ? [name] : undefined;
    return stats.isDirectory() ? parquetFilesIn(name) : undefined;
  } catch {
    return undefined; // reading it as a log will say why
  }
}

function isParquet(name: string): boolean {
  const fd = openSync(toPath(name), 'r');
  try {
    const head = Buffer.alloc(MAGIC.length);
    return readSync(fd, head, 0, MAGIC.length, 0) === MAGIC.length && head.toString('latin1') === MAGIC;
  } finally {
    closeSync(fd);
  }
}

/** Folders without a sign of such files are not searched through. */
function parquetFilesIn(folder: string): readonly string[] | undefined {
  const isLake = (name: string): boolean => name.startsWith('date=') || name.endsWith('.parquet');
  if (existsSync(toPath(path.posix.join(folder, 'audit.log')))) return undefined;
  if (!readdirSync(toPath(folder), 'latin1').some(isLake)) return undefined;
  const files = parquetFilesUnder(folder);
  return files.length > 0 ? files.sort() : undefined;
}

/** Node's recursive reading takes no paths that are bytes. */
function parquetFilesUnder(folder: string): string[] {
  return readdirSync(toPath(folder), { encoding: 'latin1', withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return parquetFilesUnder(name);
    return name.endsWith('.parquet') ? [name] : [];
  });
}
