/** A Parquet file of rows: its row groups and what is known of them without reading them, and columns of any part. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { type AsyncBuffer, type FileMetaData, type ParquetScan, parquetMetadataAsync, parquetScan } from 'hyparquet';
import { toPath } from '../../bytes/text.js';
import { AuditError } from '../../errors.js';
import { systemReason } from '../../tables/reason.js';
import { type ColumnName, isColumn, type Row } from '../row.js';
import { decompressors } from './codec.js';
import { MAGIC } from './find.js';
import { rowValues } from './layout.js';
import { holderOf, namedRows } from './names.js';

/** Rows of a file, `to` excluded. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

export interface RowGroup extends RowRange {
  /** Least and largest value of a column, where the file says so. */
  readonly extremes: (column: ColumnName) => readonly [unknown, unknown] | undefined;
  /** Bytes that a column unpacks to. */
  readonly size: (column: ColumnName) => number;
}

/** Far more than any file of rows has in one group. */
const MOST_ROWS = 1 << 24;
/** `PAR1`, where its footer begins, `PAR1`. */
const LEAST_FILE = 12;
/** A footer of ours is no larger. */
const FOOTER = 1 << 14;

export class ParquetFile {
  /** As messages show it; a byte string. */
  readonly name: string;
  readonly groups: readonly RowGroup[];
  readonly #scan: ParquetScan;

  private constructor(name: string, scan: ParquetScan) {
    this.name = name;
    this.#scan = scan;
    this.groups = groupsOf(scan.metadata);
  }

  /** Rejects with AuditError 'input', which names the file. Of one that became a part of another meanwhile: that other one. */
  static async open(name: string): Promise<ParquetFile> {
    try {
      return await ParquetFile.#open(name);
    } catch (error) {
      const holder = isGone(error) ? holderOf(name) : undefined;
      if (holder === undefined) throw error;
      return ParquetFile.open(holder);
    }
  }

  static async #open(name: string): Promise<ParquetFile> {
    try {
      const file = bufferOf(name);
      await checkEnd(file);
      const metadata = await parquetMetadataAsync(file, { geoparquet: false, initialFetchSize: FOOTER });
      const columns = metadata.schema.flatMap(({ name: column }) => (isColumn(column) ? [column] : []));
      const scan = await parquetScan({ file, metadata, columns, compressors: decompressors, utf8: false });
      return new ParquetFile(name, scan);
    } catch (error) {
      throw unreadable(name, error);
    }
  }

  async column<N extends ColumnName>(column: N, rows: RowRange): Promise<readonly Row[N][]> {
    try {
      return await this.#column(column, rows);
    } catch (error) {
      const holder = isGone(error) ? holderOf(this.name) : undefined;
      if (holder === undefined) throw error;
      const shift = (namedRows(this.name)?.first ?? 0) - (namedRows(holder)?.first ?? 0);
      return (await ParquetFile.open(holder)).column(column, { from: rows.from + shift, to: rows.to + shift });
    }
  }

  async #column<N extends ColumnName>(column: N, { from, to }: RowRange): Promise<readonly Row[N][]> {
    try {
      const values = await this.#scan.readColumn({ column, rowStart: from, rowEnd: to });
      if (values.length !== to - from) throw new Error(`${values.length} values for ${to - from} rows`);
      return rowValues(column, values);
    } catch (error) {
      throw unreadable(this.name, error);
    }
  }
}

function groupsOf({ row_groups: groups }: FileMetaData): readonly RowGroup[] {
  let from = 0;
  return groups.map(({ num_rows: count, columns }) => {
    const chunks = new Map(columns.map(({ meta_data: chunk }) => [chunk?.path_in_schema[0], chunk]));
    const rows = Number(count);
    if (rows < 0 || rows > MOST_ROWS) throw new Error(`a row group of ${rows} rows`);
    const group = {
      from,
      to: from + rows,
      extremes: (column: ColumnName) => {
        const { min_value: least, max_value: largest } = chunks.get(column)?.statistics ?? {};
        return least === undefined || largest === undefined ? undefined : ([least, largest] as const);
      },
      size: (column: ColumnName) => Number(chunks.get(column)?.total_uncompressed_size ?? 0),
    };
    from = group.to;
    return group;
  });
}

/** Of a file that was copied in part, the reader would say something about its own buffers. */
async function checkEnd({ byteLength, slice }: AsyncBuffer): Promise<void> {
  const end = byteLength < LEAST_FILE ? Buffer.alloc(0) : Buffer.from(await slice(byteLength - MAGIC.length));
  if (end.toString('latin1') !== MAGIC) throw new Error('its end is missing');
}

/** Opened for each piece: there may be more files than a process may hold open. */
function bufferOf(name: string): AsyncBuffer {
  const { size } = statSync(toPath(name));
  return { byteLength: size, slice: (start, end = size) => bytesAt(name, start, Math.min(end, size)) };
}

function bytesAt(name: string, start: number, end: number): ArrayBuffer {
  if (start < 0 || start > end) throw new Error(`no bytes ${start} to ${end}`);
  const bytes = Buffer.allocUnsafeSlow(end - start);
  const fd = openSync(toPath(name), 'r');
  try {
    for (let at = 0; at < bytes.length; ) {
      const got = readSync(fd, bytes, at, bytes.length - at, start + at);
      if (got === 0) throw new Error('the file is shorter than it was');
      at += got;
    }
  } finally {
    closeSync(fd);
  }
  return bytes.buffer as ArrayBuffer;
}

/** As `unreadable` says it. */
function isGone(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}

function unreadable(name: string, cause: unknown): AuditError {
  if (cause instanceof Error && 'syscall' in cause)
    return new AuditError('input', `Error opening ${name} (${systemReason(cause)})`, { cause });
  const why = cause instanceof Error ? cause.message.replace(/\s+/g, ' ') : String(cause);
  return new AuditError('input', `${name}: no Parquet file that can be read (${why})`, { cause });
}
