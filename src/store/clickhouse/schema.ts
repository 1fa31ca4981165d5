/** The table as ClickHouse makes it, in words that version 18.16 knows, too. */
import { COLUMN_NAMES, COLUMNS } from '../row.js';
import { CLICKHOUSE_TYPES } from './native.js';

/**
 * One partition a day, by seconds: days of the server's zone would move with it. Rows that were stored twice, against all
 * precautions, become one when the server merges, or for a query that asks for it.
 */
export function createTable(table: string): string {
  const columns = COLUMN_NAMES.map((name) => `  \`${name}\` ${CLICKHOUSE_TYPES[COLUMNS[name]]}`);
  return [
    `CREATE TABLE IF NOT EXISTS ${table} (`,
    columns.join(',\n'),
    ') ENGINE = ReplacingMergeTree',
    'PARTITION BY intDiv(ksec, 86400)',
    // Odd rows stand together in each part, so that their lines are read without those of all others.
    'ORDER BY (stream, odd != 0, ord)',
  ].join('\n');
}

/** What an administrator runs who gives no right to create tables, or has several shards. */
export function schemaText(database: string, table: string): string {
  const name = `\`${database}\`.\`${table}\``;
  const local = `\`${database}\`.\`${table}_local\``;
  return `-- On one server:
CREATE DATABASE IF NOT EXISTS \`${database}\`;
${createTable(name)};

-- On several shards instead, on each of them (CLUSTER is its name in system.clusters). All rows of a stream are on one shard:
-- ${createTable(local).replaceAll('\n', '\n-- ')};
-- CREATE TABLE ${name} AS ${local}
--   ENGINE = Distributed(CLUSTER, \`${database}\`, \`${table}_local\`, cityHash64(stream));
-- With replicas: ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/${table}', '{replica}')

-- zstd in the server's <compression> halves what the table takes on disk.
`;
}
