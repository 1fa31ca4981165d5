/** Searches with a checkpoint on a growing log: with and without the remembered offset they show the same. */
import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { main } from '../../../src/cli/ausearch/main.js';
import { draws } from '../../support/draws.js';
import { runMain } from '../../support/run-main.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-checkpoint-'));
after(() => rmSync(folder, { recursive: true }));
const log = path.join(folder, 'audit.log');
const state = path.join(folder, 'state');

/** `--stats` tells how much was read. */
async function run(...more: string[]): Promise<{ shown: string; bytes: number; status: number }> {
  const { stdout, stderr, status } = await runMain(main, [
    '-if',
    log,
    '--checkpoint',
    state,
    '--raw',
    '--stats',
    ...more,
  ]);
  const megabytes = Number(/, ([\d.]+) MB,/.exec(stderr)?.[1]);
  return { shown: stdout, bytes: megabytes * 1e6, status };
}

function start(text: string): void {
  rmSync(state, { force: true });
  rmSync(`${state}.offset`, { force: true });
  writeFileSync(log, text);
}

const event = (sec: number, serial: number, more = ''): string =>
  `type=SYSCALL msg=audit(17000000${sec}.000:${serial}): a=1${more}\ntype=PROCTITLE msg=audit(17000000${sec}.000:${serial}): p=1\n`;

test('a run with nothing new reads nothing old', async () => {
  start(Array.from({ length: 3000 }, (_, i) => event(10 + Math.floor(i / 100), i + 1, 'x'.repeat(100))).join(''));
  assert.ok((await run()).bytes > 500_000);
  const again = await run();
  assert.deepEqual([again.shown, again.status], ['', 1]);
  assert.ok(again.bytes < 100_000);
  appendFileSync(log, event(90, 9999));
  const next = await run();
  assert.equal(next.shown, event(90, 9999));
  assert.ok(next.bytes < 100_000);
});

test('a log that is another one now is read from its start', async () => {
  start(event(10, 1) + event(20, 2) + event(30, 3));
  await run();
  assert.ok(existsSync(`${state}.offset`));
  renameSync(log, `${log}.1`);
  writeFileSync(log, event(30, 3) + event(40, 4));
  assert.equal((await run()).shown, event(40, 4));
});

test('the checkpoint file itself is as the original writes it', async () => {
  start(event(10, 1));
  await run();
  assert.match(readFileSync(state, 'latin1'), /^dev=0x[0-9A-F]+\ninode=\d+\noutput=- 1700000010\.000:1 0x514\n$/);
});

// Reading from the start, the original never shows some events when others come late; beginning at the offset shows them.
// An event that one way shows may still be open the other way, so at last something comes that completes all.
test('any growth: all is shown that is shown without the offset', async () => {
  const record = fc.record({
    type: fc.constantFrom('SYSCALL', 'PATH', 'CWD', 'PROCTITLE', 'USER_LOGIN'),
    serial: fc.integer({ min: 1, max: 6 }),
  });
  const records = fc.uniqueArray(record, {
    selector: ({ type, serial }) => `${type}${serial}`,
    minLength: 2,
    maxLength: 24,
  });
  const LATER = 'type=USER_LOGIN msg=audit(1700000090.000:90): x';
  await fc.assert(
    fc.asyncProperty(
      records,
      fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 6 }),
      async (all, sizes) => {
        const lines = all.map(({ type, serial }) => `type=${type} msg=audit(170000001${serial % 2}.000:${serial}): x`);
        const parts = [...sizes.map((size) => lines.splice(0, size)), [LATER]];
        const shown = async (forget: boolean): Promise<string[]> => {
          start('');
          const outputs: string[] = [];
          for (const part of parts) {
            appendFileSync(log, part.map((line) => `${line}\n`).join(''));
            if (forget) rmSync(`${state}.offset`, { force: true });
            outputs.push((await run()).shown);
          }
          return outputs
            .join('')
            .split('\n')
            .filter((line) => line !== '');
        };
        const quick = await shown(false);
        const slow = await shown(true);
        assert.deepEqual(
          slow.filter((line) => !quick.includes(line)),
          [],
        );
      },
    ),
    { numRuns: draws(300) },
  );
});

// What the original does with these logs was seen; it shows the first event again and again.
test('the match that --just-one stops at is not remembered', async () => {
  const events = [event(10, 1), event(20, 2), event(30, 3), event(40, 4)];
  start(events.slice(0, 3).join(''));
  for (let times = 0; times < 2; times++) {
    assert.equal((await run('--just-one')).shown, event(10, 1));
    assert.match(readFileSync(state, 'latin1'), /output=- 0\.000:0 0x0\n/);
  }
  start(events.join(''));
  await run('-ts', '@0', '-te', '@1700000025');
  const old = await run('--just-one', '-a', '1');
  assert.deepEqual([old.shown, old.status], ['', 1], 'a match that is not new ends the run, too');
});
