/**
 * The newest ClickHouse understands what is asked of 18.16, and answers the same: chDB, which is that engine in this process.
 * With TS_AUDIT_CHDB, the folder that the package `chdb` is installed in (see .ci/run); it takes half a gigabyte.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, test } from 'node:test';
import { fromBytes } from '../../../src/bytes/text.js';
import { countQuestions } from '../../../src/engine/stored-question.js';
import { leaf } from '../../../src/query/criterion.js';
import { readGroupKey } from '../../../src/query/field/field-name.js';
import { plainJob, type ReportJob } from '../../../src/reports/job.js';
import { countText } from '../../../src/store/clickhouse/count.js';
import { createTable } from '../../../src/store/clickhouse/schema.js';
import {
  type CountedColumn,
  type CountedRows,
  type CountQuestion,
  firstAt,
  valuesIn,
} from '../../../src/store/count.js';
import { countRows } from '../../../src/store/parquet/count.js';
import { ParquetFile } from '../../../src/store/parquet/file.js';
import { parquetFilesAt } from '../../../src/store/parquet/find.js';
import { streamsOf } from '../../../src/store/parquet/lake.js';
import { COLUMN_NAMES, COLUMNS } from '../../../src/store/row.js';
import { quietFile, shipped, storeFolder } from '../../support/shipped.js';

const home = process.env.TS_AUDIT_CHDB;
const skip = home === undefined && 'no chDB: TS_AUDIT_CHDB';
const folder = storeFolder();
after(() => rmSync(folder, { recursive: true }));

interface Session {
  query(sql: string, format: string): string;
  cleanup(): void;
}

interface ChDb {
  readonly Session: new (path?: string) => Session;
}

const fixtures = path.resolve(import.meta.dirname, '../../../fixtures/logs');
const job = plainJob({});
const groups = (by: readonly string[], distinct?: string): ReportJob => ({
  ...{ ...job, report: 'groups', interpret: true },
  grouping: {
    by: by.map(readGroupKey),
    distinct: distinct === undefined ? undefined : readGroupKey(distinct),
    sort: 'count',
  },
});
const exe = leaf('exe', { text: "b'i", whole: false });

const JOBS: readonly ReportJob[] = [
  ...[job, { ...job, criterion: exe }, { ...job, criterion: { kind: 'not', of: exe } as const, start: 1_700_000_000 }],
  ...['file', 'key', 'user', 'executable', 'pid'].map((report) => ({ ...job, report, summary: true, interpret: true })),
  { ...job, report: 'executable', histogram: 'hour' },
  ...[
    groups(['node', 'auid'], 'comm'),
    groups(['key']),
    groups(['type', 'time:hour']),
    groups(['syscall', 'exe'], 'key'),
  ],
];

test('the newest ClickHouse counts what is counted here', { skip }, async () => {
  const { Session }: ChDb = createRequire(path.join(home ?? '', 'x.js'))('chdb');
  const session = new Session();
  try {
    mkdirSync(path.join(folder, 'logs'));
    for (const name of readdirSync(fixtures)) {
      const lake = await shipped(
        folder,
        quietFile(path.join(folder, 'logs', name), readFileSync(path.join(fixtures, name))),
      );
      session.query('CREATE DATABASE IF NOT EXISTS d', 'CSV');
      session.query('DROP TABLE IF EXISTS d.t', 'CSV');
      session.query(createTable('d.t', session.query('SELECT version()', 'TSV')), 'CSV');
      const columns = COLUMN_NAMES.map((column) => `\`${column}\``).join(', ');
      const from = `file('${lake}/**/*.parquet', Parquet) SETTINGS use_hive_partitioning = 0`;
      session.query(`INSERT INTO d.t (${columns}) SELECT ${columns} FROM ${from}`, 'CSV');
      const files = await Promise.all((parquetFilesAt(lake) ?? []).map((file) => ParquetFile.open(file)));
      const streams = await streamsOf(files);
      for (const question of JOBS.flatMap((one) => countQuestions(one, undefined))) {
        const text = `${countText('d.t', question)} SETTINGS output_format_json_quote_64bit_integers = 0`;
        const answer = JSON.parse(session.query(text, 'JSONCompactEachRow'));
        assert.deepEqual(sorted(answer), sorted(asked(await countRows(streams, question), question)), text);
      }
    }
  } finally {
    session.cleanup();
  }
});

/** As `countText` asks for it: column by column. */
function asked(
  rows: CountedRows,
  { by, items, wantsFirst, wantsSpan }: CountQuestion,
): readonly (readonly unknown[])[] {
  const valuesAt = valuesIn(rows);
  const cells = Array.from({ length: rows.length }, (_, i): readonly unknown[] => {
    const values = valuesAt(i);
    const first = firstAt(rows, i);
    return [
      ...by.flatMap((column) =>
        column === items ? [fromBytes(rows.items?.texts[i] ?? '')] : shown(column, values[column]),
      ),
      rows.counts[i],
      ...(wantsFirst && first
        ? [first.stream, first.ksec, first.kms, first.kserial, first.ord * 2 ** 24 + first.item + (items ? 1 : 0)]
        : []),
      ...(wantsSpan ? [rows.spans?.starts[i], rows.spans?.ends[i]] : []),
    ];
  });
  return (cells[0] ?? []).map((_, column) => cells.map((row) => row[column]));
}

function shown(column: CountedColumn, value: unknown): readonly unknown[] {
  const type = COLUMNS[column];
  if (!type.endsWith('?')) return [value];
  return [value === undefined ? 1 : 0, value ?? (type === 'text?' ? '' : 0)];
}

/** Without the first of each, counts of several streams are added there. */
function sorted(columns: readonly (readonly unknown[])[]): readonly string[] {
  return (columns[0] ?? []).map((_, i) => JSON.stringify(columns.map((column) => column[i]))).sort();
}
