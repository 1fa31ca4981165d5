/**
 * The program is killed at random moments while it ships, and run again: in the end every row is there once, and the rows
 * make the log. TS_AUDIT_KILLS says how often; TS_AUDIT_CLICKHOUSE names servers (see clickhouse.test.ts).
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { after, type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Source } from '../../src/input/source.js';
import { serverAddress } from '../../src/store/clickhouse/address.js';
import { ClickHouseServer } from '../../src/store/clickhouse/server.js';
import { openStores, type StoreNames, storeSources } from '../../src/store/open.js';
import { parquetFilesAt } from '../../src/store/parquet/find.js';
import { bytesOf } from '../support/shipped.js';

async function sourcesIn(names: Partial<StoreNames>): Promise<readonly Source[]> {
  return storeSources(await openStores({ files: [], servers: [], ...names }, assert.fail), {});
}

const kills = Number(process.env.TS_AUDIT_KILLS ?? 12);
const root = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-killed-'));
after(() => rmSync(folder, { recursive: true }));

/** The fixtures again and again, each time later: three megabytes for twelve kills, so that most of them find work under way. */
const ROUNDS = Math.ceil((7 * kills) / 12);
const fixtures = path.join(root, 'fixtures/logs');
const texts = readdirSync(fixtures).map((name) => readFileSync(path.join(fixtures, name), 'latin1'));
const content = Array.from({ length: ROUNDS }, (_, i) =>
  texts.join('').replace(/audit\((\d+)\./g, (_whole, sec) => `audit(${Number(sec) + i * 50_000}.`),
).join('');
const log = path.join(folder, 'audit.log');
writeFileSync(log, Buffer.from(content, 'latin1'));
utimesSync(log, 1, 1);

function shipping(where: string): ChildProcess {
  const words = ['--ship', where, '--as', 'killed', '-if', log, '--batch', '150'];
  return spawn(process.execPath, [path.join(root, 'bin/ts-ausearch'), ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

async function shipKilled(where: string, t: TestContext): Promise<void> {
  let met = 0;
  for (let i = 0; i < kills; i++) {
    const child = shipping(where);
    await wait(70 + Math.random() * 500);
    if (child.exitCode === null) met++;
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
  t.diagnostic(`${met} of ${kills} kills met a program that ran`);
  const last = shipping(where);
  const said = text(last.stderr ?? Readable.from([]));
  const [status] = await once(last, 'exit');
  assert.equal(status, 0, await said);
}

test('into Parquet files', async (t) => {
  const lake = path.join(folder, 'lake');
  await shipKilled(lake, t);
  assert.ok((await bytesOf(await sourcesIn({ files: parquetFilesAt(lake) ?? [] }))).equals(readFileSync(log)));
});

const [port] = process.env.TS_AUDIT_CLICKHOUSE?.split(',') ?? [];

test('into ClickHouse', { skip: port === undefined && 'no ClickHouse servers: TS_AUDIT_CLICKHOUSE' }, async (t) => {
  const table = `killed_${process.pid}`;
  const where = `clickhouse://127.0.0.1:${port}/default/${table}`;
  const address = serverAddress(where, { env: {}, allowsInsecure: false, note: () => {} });
  const server = await ClickHouseServer.connect(address, { timeoutSeconds: 30 });
  try {
    await shipKilled(where, t);
    const numbers = 'count(), uniqExact(ord), toUInt64(max(ord) - min(ord) + 1)';
    const [rows, distinct, span] = await server.select(`SELECT ${numbers} FROM ${server.table}`, (answer) => [
      answer.uint64(),
      answer.uint64(),
      answer.uint64(),
    ]);
    assert.deepEqual([distinct, span], [rows, rows]);
    assert.ok((await bytesOf(await sourcesIn({ servers: [server] }))).equals(readFileSync(log)));
  } finally {
    await server.command(`DROP TABLE IF EXISTS ${server.table}`);
    await server.close();
  }
});

test('a log that is followed goes on being shipped until somebody ends it', async () => {
  const lake = path.join(folder, 'followed');
  const words = ['--ship', lake, '--follow', '-if', log];
  const child = spawn(process.execPath, [path.join(root, 'bin/ts-ausearch'), ...words], { stdio: 'ignore' });
  while (parquetFilesAt(lake) === undefined) await wait(50);
  await wait(1500); // it looks at the log again after a minute
  child.kill('SIGTERM');
  const [status] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
  assert.equal(status, 0);
  assert.ok((await bytesOf(await sourcesIn({ files: parquetFilesAt(lake) ?? [] }))).equals(readFileSync(log)));
});
