/** `--sql`: a question to Parquet files in SQL. */
import { fromBytes, toBytes } from '../../bytes/text.js';
import { usage } from '../../errors.js';
import { expandGlob } from '../../input/glob.js';
import type { Datum } from '../../output/grid/grid.js';
import { loadLayout } from '../../output/grid/layouts.js';
import { askDuckDb, type SqlValue } from '../../store/duckdb.js';
import { parquetFilesAt } from '../../store/parquet/find.js';
import { currentFiles } from '../../store/parquet/names.js';
import type { Io } from '../io.js';
import { layoutOptions } from '../screen.js';
import type { ReportConfig } from './config.js';
import { refuseChoice } from './contradictions.js';

/** Exit status 1 when there was no row. */
export async function answerSql(config: ReportConfig, query: string, io: Io): Promise<number> {
  const { inputs, start, end } = config;
  const why = '--sql takes no criteria and no times: put them into the question';
  refuseChoice(config, why);
  if (start !== 0 || end !== 0) throw usage(why);
  const files = inputs.flatMap(expandGlob).flatMap(filesAt);
  if (files.length === 0) throw usage('--sql is about Parquet files: -if DIR');
  const { columns, rows } = await askDuckDb(currentFiles([...new Set(files)]), fromBytes(query));
  const format = config.format ?? (io.terminal.out ? 'table' : 'csv');
  const layout = await loadLayout(format === 'classic' ? 'csv' : format);
  const headings = columns.map((name) => ({ key: toBytes(name), title: toBytes(name) }));
  const grid = layout(headings, io.out, layoutOptions(io, config));
  let count = 0;
  for await (const row of rows) {
    if (count === config.top) break;
    grid.row({ cells: row.map(datum) });
    count++;
  }
  grid.end();
  return count === 0 ? 1 : 0;
}

function filesAt(name: string): readonly string[] {
  const found = parquetFilesAt(name);
  if (!found) throw usage(`--sql is about Parquet files, and ${name} is none`);
  return found;
}

function datum(value: SqlValue): Datum {
  return typeof value === 'string' ? toBytes(value) : value;
}
