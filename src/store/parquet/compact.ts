/**
 * Small files of a stream's day put together into larger ones, as `--follow --ship` writes one a minute. The larger file is there whole,
 * with a name that says whose rows it has, before the first small one goes; whoever sees both takes the larger one
 * (`names.ts`), and who reads a small one that is gone goes on in the larger one (`file.ts`). So it may be ended anywhere, and
 * nobody has to wait.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { toPath } from '../../bytes/text.js';
import { AuditError } from '../../errors.js';
import { COLUMN_NAMES, type ColumnName, type Row } from '../row.js';
import { ParquetFile, type RowRange } from './file.js';
import { columnSource } from './layout.js';
import { currentFiles, fileName, namedRows } from './names.js';
import { ParquetBytes, putFile, syncFolder } from './put.js';
import { entries, writingError } from './sink.js';

/** What a batch holds at most; files of so many rows are left as they are. */
const LARGE_ROWS = 50_000;
/** Of a file that is made: its bytes are in memory until it is written. */
const MOST_ROWS = 500_000;
/** Of a row group: raw lines, unpacked. */
const GROUP_BYTES = 1 << 25;

export interface Compaction {
  /** Files that were put together, and files that were made of them. */
  readonly from: number;
  readonly to: number;
}

/** `folder`: a byte string. All streams and days in it. */
export async function compactLake(folder: string): Promise<Compaction> {
  const total = { from: 0, to: 0 };
  const days = foldersOf(folder, 'date=');
  if (days.length === 0) throw new AuditError('input', `${folder}: no folder that was shipped into`);
  for (const day of days) {
    for (const place of foldersOf(day, 'stream=')) {
      removeHeld(place);
      for (const run of await runsOf(place)) {
        await join(place, run);
        total.from += run.length;
        total.to++;
      }
    }
  }
  return total;
}

function foldersOf(folder: string, prefix: string): readonly string[] {
  const names = entries(folder).filter((name) => name.startsWith(prefix));
  return names.sort().map((name) => path.posix.join(folder, name));
}

function ourFiles(place: string): readonly string[] {
  const names = entries(place).filter((name) => namedRows(name) !== undefined);
  return names.sort().map((name) => path.posix.join(place, name));
}

/** Of a run that was ended too soon: files for which another one stands. */
function removeHeld(place: string): void {
  const files = ourFiles(place);
  const current = new Set(currentFiles(files));
  remove(
    place,
    files.filter((name) => !current.has(name)),
  );
}

/** Neighbours without a gap between them. */
async function runsOf(place: string): Promise<readonly (readonly Piece[])[]> {
  const runs: Piece[][] = [];
  let run: Piece[] = [];
  let rows = 0;
  for (const name of currentFiles(ourFiles(place))) {
    const piece = await pieceOf(name);
    const count = piece.last - piece.first + 1;
    const goesOn = run.at(-1)?.last === piece.first - 1 && rows + count <= MOST_ROWS;
    if (!goesOn || count >= LARGE_ROWS) {
      run = [];
      rows = 0;
      runs.push(run);
    }
    if (count >= LARGE_ROWS) continue;
    run.push(piece);
    rows += count;
  }
  return runs.filter(({ length }) => length > 1);
}

interface Piece {
  readonly file: ParquetFile;
  readonly first: number;
  readonly last: number;
}

/** What its rows say, not its name. */
async function pieceOf(name: string): Promise<Piece> {
  const file = await ParquetFile.open(name);
  const to = file.groups.at(-1)?.to ?? 0;
  const [first = 0] = await file.column('ord', { from: 0, to: 1 });
  const [last = 0] = await file.column('ord', { from: to - 1, to });
  if (last - first + 1 !== to || namedRows(name)?.first !== first)
    throw new AuditError('input', `${name}: its rows ${first} to ${last} are not those of its name`);
  return { file, first, last };
}

/** None of them is gone unless the new file is there to stay. */
async function join(place: string, run: readonly Piece[]): Promise<void> {
  const bytes = new ParquetBytes();
  for (const group of groupsOf(run)) {
    const rows = group.reduce((sum, { first, last }) => sum + last - first + 1, 0);
    const columns = [];
    for (const name of COLUMN_NAMES) columns.push(columnSource(name, await columnOf(group, name)));
    bytes.addGroup(columns, rows);
  }
  try {
    putFile(path.posix.join(place, fileName(run[0]?.first ?? 0, run.at(-1)?.last)), bytes.finish());
  } catch (error) {
    throw writingError(place, error);
  }
  remove(
    place,
    run.map(({ file }) => file.name),
  );
}

/** Whole files: whoever read one of them finds its rows in one group. */
function groupsOf(run: readonly Piece[]): readonly (readonly Piece[])[] {
  const groups: Piece[][] = [];
  let size = Number.POSITIVE_INFINITY;
  let rows = 0;
  for (const piece of run) {
    const count = piece.last - piece.first + 1;
    const bytes = piece.file.groups.reduce((sum, group) => sum + group.size('raw'), 0);
    if (size + bytes > GROUP_BYTES || rows + count > LARGE_ROWS) {
      groups.push([]);
      size = 0;
      rows = 0;
    }
    groups.at(-1)?.push(piece);
    size += bytes;
    rows += count;
  }
  return groups;
}

async function columnOf<N extends ColumnName>(group: readonly Piece[], name: N): Promise<readonly Row[N][]> {
  const values: Row[N][] = [];
  for (const { file, first, last } of group) {
    const all: RowRange = { from: 0, to: last - first + 1 };
    for (const value of await file.column(name, all)) values.push(value);
  }
  return values;
}

function remove(place: string, names: readonly string[]): void {
  for (const name of names) rmSync(toPath(name), { force: true });
  if (names.length > 0) syncFolder(place);
}
