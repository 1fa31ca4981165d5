/**
 * Real servers behind a network that fails, servers that are killed, and one whose disk is full: in the end every row is there, and
 * an answer is whole or an error. TS_AUDIT_CLICKHOUSE and TS_AUDIT_CLICKHOUSE_FOLDER name servers.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { runShip } from '../../../src/engine/ship-run.js';
import { discoverSources } from '../../../src/input/discover.js';
import { StoreError } from '../../../src/store/again.js';
import { serverAddress } from '../../../src/store/clickhouse/address.js';
import { ClickHouseServer } from '../../../src/store/clickhouse/server.js';
import { clickHouseSink } from '../../../src/store/clickhouse/sink.js';
import { EventReader } from '../../../src/store/event-columns.js';
import { openStores, storeSources } from '../../../src/store/open.js';
import { badNetwork, type Fate } from '../../support/bad-network.js';
import { draws } from '../../support/draws.js';
import { OwnClickHouse, ownServerMissing } from '../../support/own-clickhouse.js';
import { bytesOf, quietFile } from '../../support/shipped.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-faults-'));
const closing: (() => unknown)[] = [() => rmSync(folder, { recursive: true })];
after(async () => {
  for (const close of closing.toReversed()) await close();
});

const fixtures = path.resolve(import.meta.dirname, '../../../fixtures/logs');
const content = Buffer.concat(readdirSync(fixtures).map((name) => readFileSync(path.join(fixtures, name))));
const log = quietFile(path.join(folder, 'audit.log'), content);
/** Sixteen megabytes: an answer that takes some time. */
const many = Buffer.concat(Array.from({ length: Math.ceil(16e6 / content.length) }, () => content));

async function connect(port: number, table: string, timeoutSeconds: number): Promise<ClickHouseServer> {
  const where = `clickhouse://127.0.0.1:${port}/default/${table}`;
  const access = { env: {}, allowsInsecure: false, note: () => {} };
  const server = await ClickHouseServer.connect(serverAddress(where, access), { timeoutSeconds });
  closing.push(() => server.close());
  return server;
}

interface Trial {
  readonly port: number;
  readonly table: string;
  readonly name?: string;
  readonly batch?: number;
  readonly secondMs?: number;
  readonly timeoutSeconds?: number;
  readonly note?: (line: string) => void;
}

async function ship({
  port,
  table,
  name = log,
  batch = 150,
  secondMs = 20,
  timeoutSeconds = 1,
  note = () => {},
}: Trial): Promise<void> {
  const sink = clickHouseSink(await connect(port, table, timeoutSeconds), { attempts: 60, note, secondMs });
  const sources = await discoverSources({ paths: [name], systemLogs: false, logFile: '', stdin: -1, note: () => {} });
  await runShip({
    ...{ sources, sink, batch, as: 'stream', host: 'host', timeout: 2, err: () => {}, progress: undefined },
    events: new EventReader(),
    fail: (line) => assert.fail(line),
    note: (line) => assert.fail(line),
  });
}

/** Where a stream ends is asked a few times only, and then given up in one line: the next run goes on. */
async function shipAtLast(trial: Trial): Promise<void> {
  for (let runs = 1; ; runs++) {
    try {
      return await ship(trial);
    } catch (error) {
      if (!(error instanceof StoreError) || runs === 20) throw error;
    }
  }
}

async function stored(server: ClickHouseServer): Promise<Buffer> {
  return bytesOf(await storeSources(await openStores({ files: [], servers: [server] }, assert.fail), {}));
}

const [port] = process.env.TS_AUDIT_CLICKHOUSE?.split(',').map(Number) ?? [];
const skip = port === undefined && 'no ClickHouse servers: TS_AUDIT_CLICKHOUSE';

const fate: fc.Arbitrary<Fate> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('cut' as const),
      from: fc.constantFrom('client' as const, 'server' as const),
      bytes: fc.oneof(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 200_000 })),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'late' as const, milliseconds: 1300 }) },
  { weight: 2, arbitrary: fc.constantFrom(429, 500, 502, 503).map((status) => ({ kind: 'refused' as const, status })) },
);

test('connections that are cut anywhere, late answers, servers that are busy', { skip }, async () => {
  let table = 0;
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fate), async (fates) => {
      const network = await badNetwork(port ?? 0, () => fates.next().value ?? { kind: 'refused', status: 500 });
      const name = `faults_${process.pid}_${table++}`;
      const direct = await connect(port ?? 0, name, 30);
      try {
        await shipAtLast({ port: network.port, table: name });
        assert.ok((await stored(direct)).equals(content));
        const far = await connect(network.port, name, 1);
        const answer = await stored(far).catch((error: unknown) => error);
        assert.ok(answer instanceof Buffer ? answer.equals(content) : answer instanceof StoreError, String(answer));
      } finally {
        network.close();
        await direct.command(`DROP TABLE IF EXISTS ${direct.table}`);
      }
    }),
    { numRuns: draws(8) },
  );
});

async function ownServer(disk?: string): Promise<OwnClickHouse> {
  const server = await OwnClickHouse.start(mkdtempSync(path.join(folder, 'server-')), disk);
  closing.push(() => server.kill());
  return server;
}

/** TS_AUDIT_KILLS says how often. */
const KILLS = Number(process.env.TS_AUDIT_KILLS ?? 4);

test('a server that is killed while rows arrive, and while it answers', { skip: ownServerMissing }, async () => {
  const server = await ownServer();
  const name = quietFile(path.join(folder, 'many.log'), many);
  let killed = 0;
  for (let round = 0; killed < KILLS; round++) {
    const to = { port: server.port, table: `killed_${round}` };
    const shipping = { isOver: false };
    const done = ship({ ...to, name, batch: 500, secondMs: 300, timeoutSeconds: 10 }).finally(() => {
      shipping.isOver = true;
    });
    for (; killed < KILLS && !shipping.isOver; killed++) {
      await wait(500 + Math.random() * 1500);
      await server.kill();
      await server.run();
    }
    await done;
    assert.ok((await stored(await connect(server.port, to.table, 30))).equals(many));
  }
  const client = await connect(server.port, 'killed_0', 30);
  // One answer may be there before the server is gone.
  const asked = askForEver(client).catch((error: unknown) => error);
  await wait(150);
  await server.kill();
  const answer = await asked;
  assert.ok(answer instanceof StoreError, String(answer));
  assert.match(answer.message, /^127\.0\.0\.1:\d+: [ -~]+$/);
});

async function askForEver(client: Parameters<typeof stored>[0]): Promise<never> {
  for (;;) await stored(client);
}

const cannotMount = process.getuid?.() !== 0 && 'a small disk is for root to mount';

test('a server whose disk is full is waited for', { skip: ownServerMissing || cannotMount }, async () => {
  const disk = path.join(folder, 'disk');
  mkdirSync(disk);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', disk]);
  assert.equal(mounted.status, 0, String(mounted.stderr));
  closing.push(() => spawnSync('umount', ['-l', disk]));
  const server = await ownServer(disk);
  const name = quietFile(path.join(folder, 'many.log'), many);
  let said = '';
  await ship({
    ...{ port: server.port, table: 'full', name, batch: 2000, secondMs: 300, timeoutSeconds: 10 },
    note: (line) => {
      said = line;
      if (line.includes('full')) spawnSync('mount', ['-o', 'remount,size=200m', disk]);
    },
  });
  assert.match(said, /^127\.0\.0\.1:\d+: its disk is full; asking again in \d+ s$/);
  assert.ok((await stored(await connect(server.port, 'full', 30))).equals(many));
});
