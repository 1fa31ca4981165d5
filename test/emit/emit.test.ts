/**
 * Events sent to servers that cannot be asked, played by one of our own: every event arrives as the format writes it, whatever fails;
 * none is left out, and no secret is told. Real ones were not to be had.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { main as search } from '../../src/cli/ausearch/main.js';
import { type MainResult, runMain } from '../support/run-main.js';
import { quietFile } from '../support/shipped.js';
import { type Reply, type TakingServer, serverThat as takingServer, WELL } from './taking-server.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-emit-'));
const closing: (() => void)[] = [() => rmSync(folder, { recursive: true })];
after(() => {
  for (const close of closing) close();
});

const fixtures = path.resolve(import.meta.dirname, '../../fixtures/logs');
const logs = readdirSync(fixtures).map((name) =>
  quietFile(path.join(folder, name), readFileSync(path.join(fixtures, name))),
);

async function serverThat(well: string, replies: readonly Reply[] = []): Promise<TakingServer> {
  const server = await takingServer(well, replies);
  closing.push(server.close);
  return server;
}

let states = 0;
const freshState = (): string => path.join(folder, `state${states++}`);

async function ship(
  where: string,
  log: string,
  env: Readonly<Record<string, string>>,
  ...more: readonly string[]
): Promise<MainResult> {
  return runMain(search, ['--ship', where, '-if', log, '--as', 'web:log', ...more], {
    env: { XDG_STATE_HOME: freshState(), ...env },
  });
}

async function formatted(format: string, log: string): Promise<string> {
  const { stdout } = await runMain(search, ['--format', format, '-if', log]);
  return Buffer.from(stdout, 'latin1').toString('utf8');
}

const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

test('each target gets every event as the format writes it', async () => {
  for (const log of logs.slice(0, 3)) {
    const bulk = await serverThat(WELL.elasticsearch);
    assert.equal((await ship(`elasticsearch+http://${bulk.host}/audit`, log, {}, '--batch', '7')).status, 0);
    assert.ok(
      bulk.asked.every(
        ({ url, headers }) => url === '/audit/_bulk' && headers['content-type'] === 'application/x-ndjson',
      ),
    );
    assert.equal(bulk.asked.map(({ body }) => body).join(''), await formatted('ecs-bulk', log));

    const otlp = await serverThat(WELL.otlp);
    assert.equal((await ship(`otlp+http://${otlp.host}`, log, {})).status, 0);
    const sent = otlp.asked.flatMap(({ url, body }) => (url === '/v1/logs' ? JSON.parse(body).resourceLogs : []));
    const wanted = lines(await formatted('otlp', log)).flatMap((line) => JSON.parse(line).resourceLogs);
    assert.deepEqual(sent, wanted);

    const documents = lines(await formatted('json', log));
    const loki = await serverThat(WELL.loki);
    assert.equal((await ship(`loki+http://${loki.host}`, log, {})).status, 0);
    const streams = loki.asked.flatMap(({ body }) => JSON.parse(body).streams);
    const values: readonly (readonly [string, string])[] = streams.flatMap(({ values }) => values);
    assert.deepEqual(values.map(([, line]) => line).sort(), [...documents].sort());
    for (const [stamp, line] of values) {
      const { sec, milli = 0 } = /"(?<sec>\d+)\.(?<milli>\d{3}):\d+"|/.exec(line)?.groups ?? {};
      if (sec !== undefined) assert.equal(stamp, `${sec}${milli}000000`);
    }
    assert.ok(streams.every(({ stream }) => stream.job === 'ts-audit' && stream.stream === 'web:log'));

    const splunk = await serverThat(WELL['splunk-hec']);
    assert.equal((await ship(`splunk-hec+http://${splunk.host}`, log, {})).status, 0);
    const events = splunk.asked.flatMap(({ body }) => lines(body).map((line) => JSON.parse(line)));
    assert.deepEqual(
      events.map(({ event }) => event),
      documents.map((line) => JSON.parse(line)),
    );
    assert.ok(events.every(({ time, sourcetype }) => typeof time === 'number' && sourcetype === 'ts-audit'));
  }
});

const [log = ''] = logs;

test('only what is new is sent, and a server that fails is asked again', async () => {
  const text = readFileSync(log);
  const half = text.indexOf('\n', text.length / 2) + 1;
  const grows = quietFile(path.join(folder, 'grows.log'), text.subarray(0, half));
  const { host, asked } = await serverThat(WELL.elasticsearch, ['cut', [429, 'slow down'], [200, 'half an answ']]);
  const env = { XDG_STATE_HOME: freshState() };
  const first = await ship(`opensearch+http://${host}/audit`, grows, env);
  assert.equal(first.status, 0, first.stderr);
  assert.deepEqual(first.stderr.match(/: [^:]*(?=; asking again)/g), [
    ': the connection was cut',
    ': slow down',
    ': it does not say what became of the events',
  ]);
  assert.equal(new Set(asked.map(({ body }) => body)).size, 1);
  quietFile(grows, text);
  const again = await ship(`opensearch+http://${host}/audit`, grows, env);
  assert.equal(again.status, 0, again.stderr);
  assert.equal((asked[3]?.body ?? '') + (asked[4]?.body ?? ''), await formatted('ecs-bulk', log));
  await ship(`opensearch+http://${host}/audit`, grows, env);
  assert.equal(asked.length, 5);
});

test('of events that are taken one by one those that were not are sent again, and one that is refused ends it', async () => {
  const item = (status: number): object => ({
    create: { status, ...(status > 299 && { error: { type: 'why', reason: 'so' } }) },
  });
  const answer = (...statuses: readonly number[]): Reply => [
    200,
    JSON.stringify({ errors: true, items: statuses.map(item) }),
  ];
  const three = quietFile(
    path.join(folder, 'three.log'),
    [1, 2, 3].map((serial) => `type=USER_LOGIN msg=audit(1700000000.00${serial}:${serial}): pid=${serial}\n`).join(''),
  );
  const { host, asked } = await serverThat(WELL.elasticsearch, [answer(201, 429, 409), answer(503), answer(400)]);
  const { status, stderr } = await ship(`elasticsearch+http://${host}/audit`, three, {});
  assert.deepEqual(
    asked.map(({ body }) => lines(body).length / 2),
    [3, 1, 1],
  );
  assert.match(stderr, /\n127\.0\.0\.1:\d+: event 1700000000\.002:2 is refused, why: so\n$/);
  assert.equal(status, 1);
});

test('secrets come from the environment, go into the header, and into no message', async () => {
  const cases = [
    ['elasticsearch+http://shipper@HOST/x', `Basic ${Buffer.from('shipper:secret-word').toString('base64')}`],
    ['elasticsearch+http://HOST/x', 'ApiKey secret-word'],
    ['otlp+http://HOST', 'Bearer secret-word'],
    ['loki+http://HOST', 'Bearer secret-word'],
    ['splunk-hec+http://HOST', 'Splunk secret-word'],
  ] as const;
  for (const [where, header] of cases) {
    const { host, asked } = await serverThat('', [[401, '{"text":"bad secret-word"}']]);
    const { status, stderr } = await ship(where.replace('HOST', host), log, { TS_AUDIT_PASSWORD: 'secret-word' });
    assert.equal(asked[0]?.headers.authorization, header);
    assert.deepEqual([status, stderr.includes('secret-word')], [1, false]);
    assert.match(stderr, /: wrong password or token \(status 401\)\n$/);
  }
  for (const where of ['loki+http://db1', 'splunk-hec+http://x@db1', 'elasticsearch+http://db1/x']) {
    const { stderr } = await ship(where, log, { TS_AUDIT_PASSWORD: 'secret-word' });
    assert.match(stderr, /^db1: a password would be sent in the clear; use [a-z-]+\+https:\/\/, or --insecure-http$/m);
  }
});

test('addresses that are none, and places to go on that say nothing', async () => {
  for (const where of [
    'https://db1/x',
    'elasticsearch+https://db1',
    'loki+https:///x',
    'kafka://db1',
    'loki+ftp://db1',
  ])
    assert.match(
      (await ship(where, log, {})).stderr,
      /^--ship takes elasticsearch\+https:\/\/\[user@\]host\[:port\]\/INDEX, /m,
    );
  const { host } = await serverThat('');
  const state = freshState();
  await ship(`loki+http://${host}`, log, { XDG_STATE_HOME: state });
  const [name = ''] = readdirSync(path.join(state, 'ts-audit/ship'));
  writeFileSync(path.join(state, 'ts-audit/ship', name), '{"count":');
  const { status, stderr } = await ship(`loki+http://${host}`, log, { XDG_STATE_HOME: state });
  assert.equal(status, 1);
  assert.match(stderr, /\.json does not say where to go on; without it everything is sent again\n$/);
});
