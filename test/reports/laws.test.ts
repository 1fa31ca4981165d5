/** Laws that hold for every report and any log. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { reports } from '../../src/reports/catalog.js';
import type { ReportJob } from '../../src/reports/job.js';
import { draws } from '../support/draws.js';
import { printed } from './printed.js';

const value = fc.constantFrom(
  '"/bin/sh"',
  '"a b"',
  '2F62696E',
  '(null)',
  '?',
  '"x\x01y"',
  '',
  '"',
  '0',
  '4294967295',
  'zz',
);
const body = fc
  .array(fc.tuple(fc.constantFrom(...fields()), value), { maxLength: 14 })
  .map((pairs) => pairs.map(([name, text]) => `${name}=${text}`).join(' '));
const record = fc.tuple(
  fc.constantFrom('', 'node=a ', 'node=b '),
  fc.constantFrom(...types()),
  fc.integer({ min: 0, max: 6 }),
  fc.integer({ min: 1, max: 9 }),
  body,
);
const log = fc
  .array(record, { maxLength: 30 })
  .map((records) =>
    records
      .map(
        ([node, type, sec, serial, text]) =>
          `${node}type=${type} msg=audit(${1700000000 + sec}.000:${serial}): ${text}\n`,
      )
      .join(''),
  );

function fields(): string[] {
  const names =
    'arch syscall success a0 a1 pid uid auid tty ses comm exe subj key res acct hostname addr terminal saddr name';
  return `${names} path nametype tclass tcontext data exit avc: denied { read }`.split(' ');
}

function types(): string[] {
  const names =
    'SYSCALL PATH CWD SOCKADDR AVC USER_AVC USER_LOGIN USER_AUTH USER_MGMT LOGIN TTY USER_TTY EOE PROCTITLE';
  return `${names} DAEMON_START CONFIG_CHANGE SECCOMP ANOM_ABEND URINGOP KERNEL NOSUCH UNKNOWN[1599] EXECVE USER_CMD`.split(
    ' ',
  );
}

const forms: readonly Partial<ReportJob>[] = [
  {},
  { summary: true },
  { interpret: true },
  { format: 'ndjson' },
  { format: 'csv' },
  { format: 'table', onTerminal: true, width: 60 },
  { histogram: 'minute' },
];

test('where batches are cut never shows', async () => {
  await fc.assert(
    fc.asyncProperty(log, fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }), async (text, cuts) => {
      for (const { name } of reports) {
        for (const form of forms) {
          const job = { ...form, report: name };
          assert.deepEqual(await printed(text, job, cuts), await printed(text, job), `${name} ${JSON.stringify(form)}`);
        }
      }
    }),
    { numRuns: draws(25) },
  );
});

test('no control byte reaches a terminal', async () => {
  await fc.assert(
    fc.asyncProperty(log, async (text) => {
      for (const { name } of reports) {
        for (const format of ['classic', 'table'] as const) {
          const { text: shown } = await printed(text, { report: name, format, onTerminal: true, escape: 'raw' });
          assert.doesNotMatch(shown, /[\x00-\x09\x0b-\x1f\x7f]/, name);
        }
      }
    }),
    { numRuns: draws(25) },
  );
});

test('the overview counts every event, and as many as -e lists', async () => {
  await fc.assert(
    fc.asyncProperty(log, async (text) => {
      const overview = JSON.parse((await printed(text, { report: 'overview', format: 'ndjson' })).text);
      const listed = (await printed(text, { report: 'event', format: 'ndjson' })).text.split('\n').length - 1;
      assert.equal(overview.events, listed);
    }),
    { numRuns: draws(100) },
  );
});

test('a summary adds up to the rows of its report where both count the same', async () => {
  await fc.assert(
    fc.asyncProperty(log, async (text) => {
      for (const report of [
        'config',
        'anomaly',
        'executable',
        'comm',
        'host',
        'terminal',
        'login',
        'auth',
        'mods',
        'net',
      ]) {
        const rows = (await printed(text, { report, format: 'ndjson' })).text.split('\n').length - 1;
        const counts = (await printed(text, { report, summary: true, format: 'ndjson' })).text
          .split('\n')
          .filter(Boolean);
        assert.equal(
          counts.reduce((sum, line) => sum + JSON.parse(line).total, 0),
          rows,
          report,
        );
      }
    }),
    { numRuns: draws(60) },
  );
});
