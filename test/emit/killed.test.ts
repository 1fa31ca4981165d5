/**
 * A shipper to servers that cannot be asked is killed at random moments, and run again: every event arrives, at least once; what
 * comes twice is at most a batch for each time that it was killed. TS_AUDIT_KILLS says how often.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { main as search } from '../../src/cli/ausearch/main.js';
import { runMain } from '../support/run-main.js';
import { programsMissing } from '../support/run-program.js';
import { quietFile } from '../support/shipped.js';
import { type Asked, serverThat, WELL } from './taking-server.js';

const kills = Number(process.env.TS_AUDIT_KILLS ?? 6);
const BATCH = 10;
const root = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-emit-killed-'));
after(() => rmSync(folder, { recursive: true }));

const fixtures = path.join(root, 'fixtures/logs');
const texts = readdirSync(fixtures).map((name) => readFileSync(path.join(fixtures, name), 'latin1'));
const log = quietFile(path.join(folder, 'audit.log'), Buffer.from(texts.join(''), 'latin1'));

const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');
/** The events of a request, each as a text. */
const EVENTS: { readonly [T in keyof typeof WELL]: (request: Asked) => readonly string[] } = {
  elasticsearch: ({ body }) => lines(body).flatMap((line, i, all) => (i % 2 === 0 ? `${line}\n${all[i + 1]}` : [])),
  otlp: ({ body }) =>
    JSON.parse(body).resourceLogs.flatMap((one: { readonly scopeLogs: readonly object[] }) => JSON.stringify(one)),
  loki: ({ body }) =>
    JSON.parse(body).streams.flatMap(({ values }: { readonly values: readonly (readonly string[])[] }) =>
      values.map(([stamp, line]) => `${stamp} ${line}`),
    ),
  'splunk-hec': ({ body }) => lines(body),
};

const words = (where: string): readonly string[] => [
  '--ship',
  where,
  '--as',
  'h',
  '-if',
  log,
  '--batch',
  String(BATCH),
];

async function killedAtRandom(where: string, state: string): Promise<void> {
  const env = { ...process.env, XDG_STATE_HOME: state };
  const argv = [path.join(root, 'bin/ts-ausearch'), ...words(where)];
  const child = spawn(process.execPath, argv, { stdio: 'ignore', env });
  await wait(80 + Math.random() * 300);
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

for (const target of Object.keys(WELL) as readonly (keyof typeof WELL)[]) {
  test(target, { skip: programsMissing }, async () => {
    const index = target === 'elasticsearch' ? '/audit' : '';
    const all = await serverThat(WELL[target]);
    const server = await serverThat(WELL[target]);
    try {
      const env = { XDG_STATE_HOME: path.join(folder, `${target}-whole`) };
      const whole = await runMain(search, words(`${target}+http://${all.host}${index}`), { env });
      assert.equal(whole.status, 0, whole.stderr);
      const wanted = all.asked.flatMap(EVENTS[target]);

      const where = `${target}+http://${server.host}${index}`;
      const state = path.join(folder, target);
      for (let i = 0; i < kills; i++) await killedAtRandom(where, state);
      const last = await runMain(search, words(where), { env: { XDG_STATE_HOME: state } });
      assert.equal(last.status, 0, last.stderr);
      const got = server.asked.flatMap(EVENTS[target]);
      assert.deepEqual(new Set(got), new Set(wanted));
      assert.ok(got.length - wanted.length <= kills * BATCH, `${got.length} of ${wanted.length} events`);
      if (target === 'elasticsearch')
        assert.equal(new Set(got.map((event) => event.split('\n')[0])).size, wanted.length);
    } finally {
      all.close();
      server.close();
    }
  });
}
