/**
 * Lines of rows that stand here and there in Parquet files, by DuckDB: nearly all pages have to be unpacked for them, which it
 * does with all processors. Part by part, as rows are held at once.
 */
import type { OddEvent } from '../count.js';
import { askedOfDuckDb, filesText } from '../duckdb.js';
import { duckDb, textLiteral } from '../sql/where.js';
import type { ChosenRow } from './duckdb-choose.js';
import type { LakeStream, Unit } from './lake.js';

/** Units that lie one behind the other, and how many of their rows are looked for. */
export interface Part {
  readonly units: readonly Unit[];
  readonly rows: number;
}

/** Rows of a part, and bytes that its lines have with those of all other rows, unless one unit has more. */
const MOST_ROWS = 20_000;
const MOST_BYTES = 1 << 28;
/** In a unit with fewer ones, on average, they are read by themselves. */
const WORTH_ALL_PAGES = 16;

export function partsOf(units: readonly Unit[], chosen: readonly ChosenRow[]): readonly Part[] {
  const parts: { units: Unit[]; rows: number; bytes: number }[] = [];
  let next = 0;
  for (const unit of units) {
    const before = next;
    while ((chosen[next]?.ord ?? Number.POSITIVE_INFINITY) <= unit.last) next++;
    const [rows, bytes] = [next - before, unit.size];
    if (rows === 0) continue;
    const last = parts.at(-1);
    if (!last || last.rows + rows > MOST_ROWS || last.bytes + bytes > MOST_BYTES)
      parts.push({ units: [unit], rows, bytes });
    else {
      last.units.push(unit);
      last.rows += rows;
      last.bytes += bytes;
    }
  }
  return parts;
}

/** `where`: which rows. In order; undefined: few rows, DuckDB is not there, or it has not the answer, which `note` is told. */
export async function linesByDuckDb(
  { name }: LakeStream,
  { units, rows }: Part,
  where: string,
  note: (line: string) => void,
): Promise<readonly OddEvent[] | undefined> {
  if (rows < units.length * WORTH_ALL_PAGES) return undefined;
  const files = filesText([...new Set(units.map(({ file }) => file.name))]);
  const [first, last] = [units[0]?.first ?? 0, units.at(-1)?.last ?? 0];
  const stream = `stream = ${textLiteral(duckDb, name)} AND ord BETWEEN ${first} AND ${last}`;
  const place = 'ksec::DOUBLE, kms, kserial::DOUBLE, ord::DOUBLE';
  const answer = await askedOfDuckDb(
    `SELECT ${place}, raw FROM ${files} WHERE ${stream} AND ${where} ORDER BY ord`,
    note,
  );
  const [ksec = [], kms = [], kserial = [], ord = [], raw = []] = answer?.columns ?? [];
  const lines = raw.filter((bytes) => bytes instanceof Uint8Array);
  if (lines.length !== rows || raw.length !== rows) return undefined;
  return lines.map((bytes, i) => ({
    ...{ stream: name, ksec: Number(ksec[i]), kms: Number(kms[i]), kserial: Number(kserial[i]), ord: Number(ord[i]) },
    raw: bytes,
  }));
}
