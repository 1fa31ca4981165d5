/**
 * `npm run bench -- asking [MEGABYTES]`: two logs of varied events, shipped into Parquet files (DuckDB counts there) and, with
 * TS_AUDIT_CLICKHOUSE=PORT,PORT, into two shards of ClickHouse; reports are asked of each, beside a scan of the logs.
 */
import { mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTable } from '../../src/store/clickhouse/schema.js';
import { ClickHouseServer } from '../../src/store/clickhouse/server.js';
import { makeLog } from './make-log.js';
import { inTurn, measure } from './measure.js';

const REPORTS = [
  ...['', '-l --summary', '-x --summary', '-k --summary', '-p --summary', '-f --summary', '-x --histogram hour'],
  ...['--by node,auid', '--by exe --distinct auid', '-x --summary --comm bash'],
];

const ports = process.env.TS_AUDIT_CLICKHOUSE?.split(',').map(Number) ?? [];
const megabytes = Number(process.argv[2] ?? 256);
const bin = path.resolve(import.meta.dirname, '../../bin');
const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-asking-'));
const lake = path.join(folder, 'lake');
const database = `ts_audit_asking_${process.pid}`;
const table = `clickhouse://127.0.0.1:${ports[0]}/${database}/shards`;

const servers = await Promise.all(
  ports.map((port) => {
    const where = { isSecure: false, host: '127.0.0.1', port, user: 'default', password: '', database: 'default' };
    return ClickHouseServer.connect({ ...where, name: `127.0.0.1:${port}`, table: 'x' }, { timeoutSeconds: 120 });
  }),
);

async function everywhere(statement: string): Promise<void> {
  for (const server of servers) await server.command(statement);
}

try {
  const logs = [1, 2].map(makeVaried);
  await everywhere(`CREATE DATABASE ${database}`);
  for (const server of servers) await server.command(createTable(`${database}.shards_local`, await server.version()));
  await everywhere(
    `CREATE TABLE ${database}.shards AS ${database}.shards_local ENGINE = Distributed(audit, ${database}, shards_local, cityHash64(stream))`,
  );
  const stores = [
    { name: 'Parquet', input: lake },
    ...(servers.length > 1 ? [{ name: 'ClickHouse', input: table }] : []),
  ];
  for (const { name, input } of stores) for (const log of logs) ship(name, input, log);
  for (const words of REPORTS) for (const { name, input } of stores) compare(name, input, logs, words);
} finally {
  await everywhere(`DROP DATABASE IF EXISTS ${database}`);
  for (const server of servers) await server.close();
  rmSync(folder, { recursive: true });
}

function makeVaried(n: number): string {
  const log = path.join(folder, `host${n}.log`);
  makeLog(log, { megabytes, rate: 100 + n, shuffle: false, varied: true });
  utimesSync(log, 1, 1);
  return log;
}

function ship(name: string, where: string, log: string): void {
  const words = ['--ship', where, '--as', path.basename(log, '.log'), '-if', log];
  const { seconds, cpuSeconds } = measure(folder, [path.join(bin, 'ts-ausearch'), ...words]);
  console.log(`${path.basename(log)} into ${name}: ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} CPU s`);
}

function compare(name: string, input: string, logs: readonly string[], words: string): void {
  const argv = (...inputs: readonly string[]): readonly string[] => [
    ...[path.join(bin, 'ts-aureport'), ...words.split(' ').filter((word) => word !== '')],
    ...inputs.flatMap((one) => ['-if', one]),
  ];
  const { first, second } = inTurn(folder, 3, argv(input), argv(...logs));
  if (!second) return;
  const same = first.hash === second.hash ? '' : ', OTHER BYTES';
  console.log(
    `${name.padEnd(10)} ${(words || 'overview').padEnd(26)} ${first.seconds.toFixed(2)} s (${first.cpuSeconds.toFixed(2)} CPU s here), ` +
      `a scan ${second.seconds.toFixed(2)} s: ${(first.seconds / second.seconds).toFixed(2)}${same}`,
  );
}
