/**
 * `TS_AUDIT_CLICKHOUSE=PORT,PORT npm run bench -- fleet [HOSTS]`: hosts of a megabyte each shipped into two shards (servers on this machine
 * that know each other as cluster `audit`), one of the shippers killed on the way, then asked, beside a scan of the same logs.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runShip } from '../../src/engine/ship-run.js';
import { discoverSources } from '../../src/input/discover.js';
import { createTable } from '../../src/store/clickhouse/schema.js';
import { ClickHouseServer } from '../../src/store/clickhouse/server.js';
import { clickHouseSink } from '../../src/store/clickhouse/sink.js';
import { EventReader } from '../../src/store/event-columns.js';
import { makeLog } from './make-log.js';
import { measure } from './measure.js';

const ports = process.env.TS_AUDIT_CLICKHOUSE?.split(',').map(Number) ?? [];
if (ports.length < 2) throw new Error('TS_AUDIT_CLICKHOUSE names the HTTP ports of two servers');
const MEGABYTE = 1_000_000;
const RECENT_SECONDS = 600;
const count = Number(process.argv[2] ?? 200);
const now = Math.floor(Date.now() / 1000);
const bin = path.resolve(import.meta.dirname, '../../bin');
const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-fleet-'));
const database = `ts_audit_fleet_${process.pid}`;
const table = `clickhouse://127.0.0.1:${ports[0]}/${database}/shards`;

const servers = await Promise.all(ports.map((port) => connect(port, 'shards_local')));
const everywhere = async (statement: string): Promise<void> => {
  for (const server of servers) await server.command(statement);
};

try {
  const hosts = makeHosts();
  await everywhere(`CREATE DATABASE ${database}`);
  for (const server of servers) await server.command(createTable(`${database}.shards_local`, await server.version()));
  await everywhere(
    `CREATE TABLE ${database}.shards AS ${database}.shards_local ENGINE = Distributed(audit, ${database}, shards_local, cityHash64(stream))`,
  );
  await killedShipper(hosts[0] ?? '');
  await shipAll(hosts);
  await ask(path.join(folder, 'logs'));
} finally {
  await everywhere(`DROP DATABASE IF EXISTS ${database}`);
  for (const server of servers) await server.close();
  rmSync(folder, { recursive: true });
}

/** The records name their host, which some of the model do otherwise, and end now. */
function makeHosts(): readonly string[] {
  const model = path.join(folder, 'model');
  makeLog(model, { megabytes: 1, rate: 2, shuffle: false });
  const lines = readFileSync(model, 'latin1')
    .slice(0, MEGABYTE)
    .replaceAll(/^node=\S+ /gm, '')
    .split('\n')
    .slice(0, -1);
  const last = Number(/audit\((\d+)/.exec(lines.at(-1) ?? '')?.[1]);
  const shift = now - last;
  return Array.from({ length: count }, (_, i) => {
    const host = `h${String(i).padStart(4, '0')}`;
    const place = path.join(folder, 'logs', host);
    mkdirSync(place, { recursive: true });
    const log = path.join(place, `${host}.log`);
    const text = lines.map(
      (line) => `node=${host} ${line.replace(/\((\d+)/, (_all, sec) => `(${Number(sec) + shift}`)}\n`,
    );
    writeFileSync(log, text.join(''), 'latin1');
    utimesSync(log, 1, 1);
    return log;
  });
}

async function connect(port: number, name: string, database = 'default'): Promise<ClickHouseServer> {
  const where = { isSecure: false, host: '127.0.0.1', port, user: 'default', password: '', database };
  return ClickHouseServer.connect({ ...where, name: `127.0.0.1:${port}`, table: name }, { timeoutSeconds: 120 });
}

function nameOf(log: string): string {
  return path.basename(log, '.log');
}

/** What it had stored is gone on behind. */
async function killedShipper(log: string): Promise<void> {
  const words = ['--ship', table, '-if', log, '--as', nameOf(log), '--batch', '100'];
  const child = spawn(path.join(bin, 'ts-ausearch'), words, { stdio: 'ignore' });
  await wait(1000);
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

async function shipAll(hosts: readonly string[]): Promise<void> {
  const server = await connect(ports[0] ?? 0, 'shards', database);
  const sink = clickHouseSink(server, { attempts: 8, note: console.log });
  const events = new EventReader();
  const cpu = process.cpuUsage();
  const start = performance.now();
  const total = { rows: 0, events: 0, bytes: 0 };
  for (const log of hosts) {
    const sources = await discoverSources({
      paths: [log],
      systemLogs: false,
      logFile: '',
      stdin: -1,
      note: console.log,
    });
    const run = { sources, sink, events, as: nameOf(log), host: '', timeout: 2, batch: 50_000, progress: undefined };
    const done = await runShip({ ...run, err: console.log, fail: console.log, note: console.log });
    for (const what of ['rows', 'events', 'bytes'] as const) total[what] += done[what];
  }
  const { user, system } = process.cpuUsage(cpu);
  const [seconds, cpuSeconds] = [(performance.now() - start) / 1000, (user + system) / 1e6];
  console.log(
    `${hosts.length} hosts, ${total.rows} rows, ${mega(total.bytes)} MB shipped in ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} CPU s of ours`,
  );
  console.log(
    `${Math.round(total.rows / cpuSeconds)} rows per CPU second, ${Math.round(total.rows / seconds)} per second`,
  );
  const [rows, distinct] = await server.select(
    `SELECT count(), uniqExact((stream, ord)) FROM ${server.table}`,
    (answer) => [answer.uint64(), answer.uint64()],
  );
  let stored = 0;
  for (const shard of servers)
    stored += await shard.select(
      `SELECT sum(bytes_on_disk) FROM system.parts WHERE database = '${database}' AND active`,
      (answer) => answer.uint64(),
    );
  console.log(
    `${rows} rows are there, ${distinct} of them different, ${(stored / (rows ?? 1)).toFixed(0)} bytes an event on disk`,
  );
  await server.close();
}

/** What `-ts recent` meant when the logs were made: that word means another time to each of two programs. */
function recent(): readonly [day: string, time: string] {
  const [day = '', time = ''] = new Date((now - RECENT_SECONDS) * 1000).toISOString().split(/[T.]/);
  const [year = '', month, date] = day.split('-');
  return [`${month}/${date}/${year.slice(2)}`, time];
}

/** The answers are those of a scan. */
async function ask(logs: string): Promise<void> {
  const questions = [
    ['ts-aureport', '-l', '--summary'],
    ['ts-aureport', '--by', 'node,auid', '--top', '20'],
    ['ts-ausearch', '-k', 'exec', '-ts', ...recent(), '-i'],
  ];
  for (const [program = '', ...words] of questions) {
    const argv = (input: string): readonly string[] => [path.join(bin, program), ...words, '-if', input];
    const far = measure(folder, argv(table));
    const near = measure(folder, argv(path.join(logs, '*', '*.log')));
    const same = far.hash === near.hash ? 'the same bytes' : 'OTHER BYTES';
    console.log(
      `${program} ${words.join(' ')}: ${far.seconds.toFixed(2)} s (${far.cpuSeconds.toFixed(2)} CPU s here); a scan ${near.seconds.toFixed(2)} s (${near.cpuSeconds.toFixed(2)}); ${same}`,
    );
  }
}

function mega(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
