/**
 * ClickHouse servers answer as the logs do that were shipped into them. With TS_AUDIT_CLICKHOUSE, the HTTP ports of two
 * servers on this machine that know each other as cluster `audit` (see .ci/run): 18123,18124.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { main as search } from '../../src/cli/ausearch/main.js';
import { reports } from '../../src/reports/catalog.js';
import { createTable } from '../../src/store/clickhouse/schema.js';
import { ClickHouseServer } from '../../src/store/clickhouse/server.js';
import { draws } from '../support/draws.js';
import { runMain } from '../support/run-main.js';
import { assertHosts, assertSame, hostRows, questionsOf, run, SEARCHES } from '../support/store-cases.js';

const ports = process.env.TS_AUDIT_CLICKHOUSE?.split(',').map(Number) ?? [];
const skip = ports.length < 2 && 'no ClickHouse servers: TS_AUDIT_CLICKHOUSE';
const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-clickhouse-'));
const fixtures = path.resolve(import.meta.dirname, '../../fixtures/logs');
const database = `ts_audit_test_${process.pid}`;
const one = `clickhouse://127.0.0.1:${ports[0]}/${database}`;

const servers: readonly ClickHouseServer[] = await Promise.all(
  ports.map((port) =>
    ClickHouseServer.connect(
      {
        name: `127.0.0.1:${port}`,
        isSecure: false,
        host: '127.0.0.1',
        port,
        user: 'default',
        password: '',
        database: 'default',
        table: 'x',
      },
      { timeoutSeconds: 30 },
    ),
  ),
);

/** On all servers. */
async function everywhere(statement: string): Promise<void> {
  for (const server of servers) await server.command(statement);
}

if (!skip) {
  await everywhere(`CREATE DATABASE ${database}`);
  // Events of a stream are in the local table of one of the two.
  for (const server of servers) await server.command(createTable(`${database}.shards_local`, await server.version()));
  await everywhere(
    `CREATE TABLE ${database}.shards AS ${database}.shards_local ENGINE = Distributed(audit, ${database}, shards_local, cityHash64(stream))`,
  );
}

after(async () => {
  if (!skip) await everywhere(`DROP DATABASE ${database}`);
  for (const server of servers) await server.close();
  rmSync(folder, { recursive: true });
});

const logs = readdirSync(fixtures).map((name) => copyOf(name, readFileSync(path.join(fixtures, name))));

/** That nobody has written to lately. */
function copyOf(name: string, content: Buffer | string): string {
  mkdirSync(folder, { recursive: true });
  const log = path.join(folder, name);
  writeFileSync(log, content);
  utimesSync(log, 1, 1);
  return log;
}

async function ship(where: string, log: string, ...options: readonly string[]): Promise<void> {
  const { status, stderr } = await runMain(search, ['--ship', where, '-if', log, ...options]);
  assert.equal(status, 0, stderr);
}

test('each log alone: searches, every report, any question', { skip }, async () => {
  for (const [i, log] of logs.entries()) {
    const table = `${one}/log${i}`;
    await ship(table, log, '--batch', '300');
    for (const words of SEARCHES) await assertSame('ausearch', words, table, log);
    const options = reports.flatMap(({ choice }) => choice?.spellings[0] ?? []);
    for (const option of [...options, '--by=node', '--by=key,auid', '--by=time:hour', '--histogram'])
      for (const more of [[], ['--summary'], ['-i'], ['--summary', '-i', '--failed']])
        await assertSame('aureport', [option, ...more], table, log);
    for (const words of [
      ['--by', 'exe', '--distinct', 'key'],
      ['--by', 'type', '-i'],
      ['--exe', 'bin'],
      ['-x', '--summary', '-sv', 'no'],
    ])
      await assertSame('aureport', words, table, log);
    await fc.assert(
      fc.asyncProperty(questionsOf(readFileSync(log, 'latin1')), async (words) =>
        assertSame('ausearch', ['--raw', ...words], table, log),
      ),
      { numRuns: draws(25) },
    );
  }
});

test('two shards hold the streams of several hosts', { skip }, async () => {
  const table = `${one}/shards`;
  for (const log of logs) await ship(table, log, '--as', path.basename(log));
  for (const log of logs) await ship(table, log, '--as', path.basename(log));
  for (const words of [['--raw'], ['-i', '-sv', 'no'], ['-m', 'SYSCALL', '-c', 'sh']])
    await assertSame('ausearch', words, table, logs);
  for (const words of [
    [],
    ['-x', '--summary'],
    ['-k', '--summary'],
    ['-l', '-i'],
    ['-x', '--histogram', 'hour'],
    ['--by', 'auid,exe', '-i'],
  ])
    await assertSame('aureport', words, table, logs);
  const rows = await hostRows(table);
  for (const log of logs) await assertHosts(rows, log);
  const [log = ''] = logs;
  await ship(`${one}/alone`, log);
  const { stdout } = await run('ausearch', ['-m', 'SYSCALL', '-c', "s'h", '--explain-query'], `${one}/alone`);
  assert.match(stdout, /PREWHERE `kind` = 0 AND .*unhex\('732768'\)/);
});

const START = 1_700_000_000;

/** Events of a host, as they may come: some late, of the same stamps as others, from a clock that was set back, long after others. */
const hostLog = fc
  .tuple(
    fc.constantFrom(0, 0, 0, 1000, 2000),
    fc.array(
      fc.record({
        sec: fc.oneof({ weight: 9, arbitrary: fc.nat(5) }, fc.constantFrom(90, 300)),
        milli: fc.nat(1),
        serial: fc.integer({ min: 1, max: 3 }),
        key: fc.constantFrom('k1', 'k2'),
      }),
      { minLength: 1, maxLength: 12 },
    ),
  )
  .map(([begin, events]) =>
    events
      .map(({ sec, milli, serial, key }, i) => {
        const stamp = `audit(${START + begin + sec}.00${milli}:${serial})`;
        return `type=SYSCALL msg=${stamp}: arch=c000003e syscall=59 success=yes exit=0 pid=${i} auid=0 uid=0 key="${key}"\ntype=PATH msg=${stamp}: item=0 name="/${i}"\n`;
      })
      .join(''),
  );

test('events of many hosts come in the order in which a scan of their logs has them', { skip }, async () => {
  let fleets = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(hostLog, { minLength: 2, maxLength: 5 }), fc.boolean(), async (contents, isTwice) => {
      const fleet = `fleet${fleets++}`;
      const hosts = contents.map((content, i) => copyOf(`${fleet}-${i}.log`, content));
      for (const log of hosts) await ship(`${one}/${fleet}`, log, '--as', path.basename(log));
      if (isTwice) await servers[0]?.command(`INSERT INTO ${database}.${fleet} SELECT * FROM ${database}.${fleet}`);
      for (const words of [
        ['-k', 'k1'],
        ['-m', 'PATH', '--just-one'],
        ['-k', 'k', '--raw', '-ts', `@${START + 2}`],
        ['-k', 'k2', '-i', '-ts', `@${START + 1}`, '-te', `@${START + 1002}`],
      ])
        await assertSame('ausearch', words, `${one}/${fleet}`, hosts);
    }),
    { numRuns: draws(12) },
  );
});

const hostile = [
  `type=USER_CMD msg=audit(1700000000.001:1): pid=1 uid=0 msg='cmd=\x00\x01\xff"\\'"; DROP TABLE x' exe="/\xc3\xa9'\\"'\n`,
  `type=USER_CMD msg=audit(1700000001.001:18446744073709551615): pid=1 key="')--" exe="/\xff\xfe"\n`,
  `type=PATH msg=audit(1700000002.001:3): name=${'41'.repeat(4000)}\n`,
  'no record\n',
  ...Array.from(
    { length: 150 },
    (_, i) => `type=PATH msg=audit(1700000003.001:4): item=${i} name="${'x'.repeat(8000)}"\n`,
  ),
].join('');

test('hostile text comes back as it was', { skip }, async () => {
  const log = copyOf('hostile', Buffer.from(hostile, 'latin1'));
  await ship(`${one}/hostile`, log);
  for (const words of [['--raw'], ['-i'], ['-k', "')--"], ['-x', '\xff'], ['-x', "\xc3\xa9'"], ['-f', 'AAAA', '--raw']])
    await assertSame('ausearch', words, `${one}/hostile`, log);
});

test('what was stored twice counts once, and what is gone is told', { skip }, async () => {
  const [log = ''] = logs;
  await ship(`${one}/doubled`, log);
  const [server] = servers;
  assert.ok(server);
  await server.command(`INSERT INTO ${database}.doubled SELECT * FROM ${database}.doubled WHERE ord < 20`);
  await assertSame('ausearch', ['--raw'], `${one}/doubled`, log);
  await server.command(createTable(`${database}.holed`, await server.version()));
  await server.command(`INSERT INTO ${database}.holed SELECT * FROM ${database}.doubled WHERE ord NOT IN (3, 40)`);
  const { stderr } = await run('ausearch', ['--raw'], `${one}/holed`);
  assert.match(stderr, /WARNING - 2 of \d+ rows of \S+ are not there: 3 \(between serials \d+ and \d+\), 40 \(/);
});

test('a shard that does not answer is an error that names it, never a shorter answer', { skip }, async () => {
  const [log = ''] = logs;
  await ship(`${one}/whole`, log);
  const [server] = servers;
  await server?.command(
    `CREATE VIEW ${database}.half AS SELECT * FROM remote('127.0.0.1:19001,127.0.0.1:1', ${database}, whole)`,
  );
  const { status, stdout, stderr } = await run('ausearch', ['-m', 'SYSCALL'], `${one}/half`);
  assert.deepEqual([status, stdout], [1, '']);
  assert.match(stderr, /the shard 127\.0\.0\.1:1 does not answer; the answer would lack its hosts/);
});

test('a table that is not ours, a database that is not there', { skip }, async () => {
  const [log = ''] = logs;
  await servers[0]?.command(`CREATE TABLE ${database}.other (x UInt8) ENGINE = Memory`);
  const ships = await runMain(search, ['--ship', `${one}/other`, '-if', log]);
  assert.match(ships.stderr, /is no table of ours \(it has no column schema\)/);
  for (const words of [[], ['--by', 'node'], ['-x', '--summary']])
    assert.match(
      (await run('aureport', words, `${one}/other`)).stderr,
      /is no table of ours \(it has no column schema\)/,
    );
  const asks = await run('ausearch', ['--raw'], `clickhouse://127.0.0.1:${ports[0]}/nowhere`);
  assert.deepEqual([asks.status, asks.stdout], [1, '']);
});
