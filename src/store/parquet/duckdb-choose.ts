/** Which rows of Parquet files satisfy a predicate, by DuckDB: one question for all streams. */
import { askedOfDuckDb, filesText } from '../duckdb.js';

export interface ChosenRow {
  readonly ord: number;
  readonly at: number;
}

/** By stream, in order. */
export type ChosenRows = ReadonlyMap<string, readonly ChosenRow[]>;

/** More are as quickly chosen unit by unit, and are not held at once. */
const MOST_ROWS = 1_000_000;

/** `files`: byte strings; `where`: which rows. Undefined: they are many, or DuckDB is not there or has no answer, which `note` is told. */
export async function chosenByDuckDb(
  files: readonly string[],
  where: string,
  note: (line: string) => void,
): Promise<ChosenRows | undefined> {
  const asked = `SELECT stream, ord, "at" FROM ${filesText(files)} WHERE ${where} LIMIT ${MOST_ROWS + 1}`;
  const answer = await askedOfDuckDb(asked, note);
  if (!answer || answer.length > MOST_ROWS) return undefined;
  const [streams = [], ords = [], ats = []] = answer.columns;
  const chosen = new Map<string, ChosenRow[]>();
  for (const [i, name] of streams.entries()) {
    const stream = String(name);
    const row = { ord: Number(ords[i]), at: Number(ats[i]) };
    const known = chosen.get(stream);
    if (known) known.push(row);
    else chosen.set(stream, [row]);
  }
  for (const known of chosen.values()) known.sort((one, other) => one.ord - other.ord);
  return chosen;
}
