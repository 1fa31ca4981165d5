/** The table as ClickHouse makes it, in words that the server's version knows; 18.16 is the oldest. */
import { COLUMN_NAMES, COLUMNS, type ColumnType } from '../row.js';
import { CLICKHOUSE_TYPES } from './native.js';

/** Of servers that let a column say what it is packed with. What they use otherwise, LZ4, takes twice as much. */
const FIRST_WITH_CODECS = 20;

/**
 * One partition a day, by seconds: days of the server's zone would move with it. Rows that were stored twice, against all
 * precautions, become one when the server merges, or for a query that asks for it.
 */
export function createTable(table: string, version: string): string {
  const hasCodecs = Number.parseInt(version, 10) >= FIRST_WITH_CODECS;
  const columns = COLUMN_NAMES.map((name) => {
    const codec = hasCodecs ? ` CODEC(${codecOf(COLUMNS[name])})` : '';
    return `  \`${name}\` ${CLICKHOUSE_TYPES[COLUMNS[name]]}${codec}`;
  });
  return [
    `CREATE TABLE IF NOT EXISTS ${table} (`,
    columns.join(',\n'),
    ') ENGINE = ReplacingMergeTree',
    'PARTITION BY intDiv(ksec, 86400)',
    // Odd rows stand together in each part, so that their lines are read without those of all others.
    'ORDER BY (stream, odd != 0, ord)',
  ].join('\n');
}

/** Places, times and serial numbers are a little more than in the row before. */
function codecOf(type: ColumnType): string {
  if (type === 'count') return 'Delta, ZSTD(3)';
  return type === 'bytes' ? 'ZSTD(3)' : 'ZSTD(1)';
}

/** What an administrator runs who gives no right to create tables, or has several shards. */
export function schemaText(database: string, table: string): string {
  const name = `\`${database}\`.\`${table}\``;
  const local = `\`${database}\`.\`${table}_local\``;
  const version = String(FIRST_WITH_CODECS);
  return `-- On one server:
CREATE DATABASE IF NOT EXISTS \`${database}\`;
${createTable(name, version)};

-- On several shards instead, on each of them (CLUSTER is its name in system.clusters). All rows of a stream are on one shard:
-- ${createTable(local, version).replaceAll('\n', '\n-- ')};
-- CREATE TABLE ${name} AS ${local}
--   ENGINE = Distributed(CLUSTER, \`${database}\`, \`${table}_local\`, cityHash64(stream));
-- With replicas: ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/${table}', '{replica}')

-- Servers older than version ${version}: without CODEC(...), and with zstd in the server's <compression>, which halves what the table takes.
`;
}
