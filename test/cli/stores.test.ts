/** A folder of Parquet files answers as the logs do that were shipped into it: the same bytes, whatever is asked. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { main as search } from '../../src/cli/ausearch/main.js';
import { reports } from '../../src/reports/catalog.js';
import { draws } from '../support/draws.js';
import { runMain } from '../support/run-main.js';
import { quietFile, shipped, storeFolder } from '../support/shipped.js';
import { assertHosts, assertSame, hostRows, questionsOf, run, SEARCHES } from '../support/store-cases.js';

const folder = storeFolder();
after(() => rmSync(folder, { recursive: true }));
const fixtures = path.resolve(import.meta.dirname, '../../fixtures/logs');

/** Copies of the fixtures that nobody has written to lately. */
const logs = readdirSync(fixtures).map((name) => {
  mkdirSync(path.join(folder, 'logs'), { recursive: true });
  return quietFile(path.join(folder, 'logs', name), readFileSync(path.join(fixtures, name)));
});

function filesIn(lake: string, part: string): readonly string[] {
  const names = readdirSync(lake, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.parquet') && name.includes(part)).sort();
}

test('searches', async () => {
  for (const log of logs) {
    const lake = await shipped(folder, log);
    for (const words of SEARCHES) await assertSame('ausearch', words, lake, log);
  }
});

test('every report, with and without --summary', async () => {
  for (const log of logs) {
    const lake = await shipped(folder, log, '--batch', '50');
    const options = reports.flatMap(({ choice }) => choice?.spellings[0] ?? []);
    for (const option of [...options, '--by=node', '--histogram']) {
      for (const more of [[], ['--summary'], ['-i'], ['--failed']])
        await assertSame('aureport', [option, ...more], lake, log);
    }
    for (const words of ['--success', '-ts 01/01/70 -te 01/01/30', '--story-of 0'])
      await assertSame('aureport', words.split(' '), lake, log);
  }
});

const SEC = 1_700_000_000;
const TYPES = ['SYSCALL', 'PATH', 'USER_LOGIN', 'EOE', 'CWD'];

/** Records of a few events that overlap, come late, come again. */
const disorderly = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 5 }), fc.constantFrom(...TYPES)), {
    minLength: 1,
    maxLength: 40,
  })
  .map((records) =>
    records
      .map(([sec, serial, type], i) => `type=${type} msg=audit(${SEC + sec}.000:${serial}): pid=${i} name="f${i}"\n`)
      .join(''),
  );

const clock = (sec: number): readonly string[] => [
  '11/14/23',
  new Date((SEC + sec) * 1000).toISOString().slice(11, 19),
];

test('windows of time on logs in any disorder, whatever was written at once', async () => {
  await fc.assert(
    fc.asyncProperty(
      disorderly,
      ...([fc.nat(9), fc.nat(9), fc.integer({ min: 1, max: 5 })] as const),
      async (text, from, to, batch) => {
        const log = quietFile(path.join(folder, 'logs', 'random.log'), text);
        const lake = await shipped(folder, log, '--batch', String(batch));
        const window = ['-ts', ...clock(Math.min(from, to)), '-te', ...clock(Math.max(from, to))];
        for (const words of [[], window, ['-ts', ...clock(from)], ['-te', ...clock(to)]]) {
          await assertSame('ausearch', ['--raw', ...words], lake, log);
          await assertSame('ausearch', ['--raw', '-m', 'SYSCALL', ...words], lake, log);
          await assertSame('aureport', words, lake, log);
          await assertSame('aureport', ['-e', ...words], lake, log);
        }
      },
    ),
    { numRuns: draws(60) },
  );
});

const conformance = path.resolve(import.meta.dirname, '../../../shared/conformance/logs');
const others = existsSync(conformance)
  ? readdirSync(conformance).map((name) =>
      quietFile(path.join(folder, 'logs', name), readFileSync(path.join(conformance, name))),
    )
  : [];

test('any question finds in the columns what it finds in the lines', async () => {
  for (const log of [...logs, ...others]) {
    const lake = await shipped(folder, log, '--batch', '200');
    await fc.assert(
      fc.asyncProperty(questionsOf(readFileSync(log, 'latin1')), async (words) =>
        assertSame('ausearch', ['--raw', ...words], lake, log),
      ),
      { numRuns: draws(40) },
    );
  }
});

test('streams that overlap are merged, with one another and with logs beside them', async () => {
  const [one = '', other = '', third = ''] = logs;
  const both = path.join(folder, 'lakes', 'both');
  await runMain(search, ['--ship', both, '-if', one]);
  await runMain(search, ['--ship', both, '-if', other]);
  await assertSame('ausearch', ['--raw'], both, [one, other]);
  await assertSame('aureport', ['-x', '--summary'], [both, third], [one, other, third]);
  await assertSame('aureport', ['-t'], path.join(both, '**', '*.parquet'), [one, other]);
});

/** Criteria that the scan kernel decides, that it only narrows, and that it knows nothing of. */
const CHOICES = ['-m SYSCALL', '-m PATH -f f1', '-p 3', '-p 1 -f f', '-k log0', '-a 3', '-sv yes', '--where pid!=2'];

test('of several logs in any disorder criteria choose events in the order of all, from stores too', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(disorderly, { minLength: 2, maxLength: 3 }), async (texts) => {
      const lake = path.join(folder, 'lakes', 'disorder');
      rmSync(lake, { recursive: true, force: true });
      const files = texts.map((text, i) =>
        quietFile(path.join(folder, 'logs', `disorder${i}`), text.replaceAll('\n', ` key="log${i}"\n`)),
      );
      for (const log of files) await runMain(search, ['--ship', lake, '--batch', '7', '-if', log]);
      const all = (await run('ausearch', ['--raw'], ...files)).stdout.split('\n');
      for (const words of CHOICES.map((choice) => [...choice.split(' '), '--raw'])) {
        const { stdout } = await run('ausearch', words, ...files);
        let from = 0;
        for (const line of stdout.split('\n')) {
          const place = all.indexOf(line, from);
          assert.ok(place >= from, `${words.join(' ')}: ${line} of\n${all.join('\n')}\nin\n${stdout}`);
          from = place + 1;
        }
        await assertSame('ausearch', words, lake, files);
      }
    }),
    { numRuns: draws(30) },
  );
});

test('which hosts have shipped, from when to when, and what is missing', async () => {
  const lake = path.join(folder, 'lakes', 'hosts');
  for (const log of logs)
    await runMain(search, ['--ship', lake, '--batch', '20', '-if', log, '--as', path.basename(log)]);
  const rows = await hostRows(lake);
  for (const log of logs) await assertHosts(rows, log);
  rmSync(path.join(lake, filesIn(lake, 'files')[1] ?? ''));
  const files = (await hostRows(lake)).filter(({ stream }) => stream === 'files.log');
  assert.deepEqual(new Set(files.map((row) => row.missing_rows)), new Set([20]));
  const { stderr } = await run('aureport', ['--nodes'], lake);
  assert.match(
    stderr,
    /^WARNING - 20 of \d+ rows of files\.log are not there: 20 to 39 \(between serials \d+ and \d+\)$/m,
  );
  const log = await run('aureport', ['--nodes'], logs[0] ?? '');
  assert.match(log.stderr, /^--nodes is about stores, and \S+ is none$/m);
});

test('a query of a store is explained, not asked', async () => {
  const lake = await shipped(folder, logs.find((name) => name.endsWith('files.log')) ?? '');
  const { stdout } = await run('ausearch', ['-k', "a'b", '--where', 'res=no', '--explain-query'], lake);
  assert.match(stdout, /contains\(x, decode\(unhex\('612762'\)\)\)/);
  assert.match(stdout, /^ {2}\d+ of 160 events \(\d/m);
  assert.match(stdout, /checked here, on the lines: the same again, and\n {4}res = no\n$/);
  assert.match(
    (await run('aureport', ['-x', '--explain-query'], lake)).stdout,
    /^ {2}160 of 160 events \(100\.0 %\)$/m,
  );
});

test('shipping again adds nothing, and what grew is added', async () => {
  const [one = '', other = ''] = logs;
  const text = readFileSync(one);
  const half = text.indexOf('\n', text.length / 2) + 1;
  const log = quietFile(path.join(folder, 'logs', 'grows.log'), text.subarray(0, half));
  const lake = await shipped(folder, log);
  for (const content of [text.subarray(0, half), text]) {
    quietFile(log, content);
    const { status, stderr } = await runMain(search, ['--ship', lake, '-if', log]);
    assert.equal(status, 0, stderr);
    await assertSame('ausearch', ['--raw'], lake, log);
  }
  assert.equal((await runMain(search, ['--ship', lake, '--as', 'x', '-if', one, '-if', other])).status, 1);
});

test('files that are no rows of ours are an error that names them', async () => {
  const lake = await shipped(folder, logs[0] ?? '');
  const [name = ''] = readdirSync(lake, { recursive: true, encoding: 'utf8' }).filter((one) =>
    one.endsWith('.parquet'),
  );
  const whole = readFileSync(path.join(lake, name));
  const file = path.join(lake, name);
  for (const cut of [0, 3, 4, 8, 100, whole.length >> 1, whole.length - 1]) {
    writeFileSync(file, whole.subarray(0, cut));
    // As of a folder, and of a file that is named or that a pattern finds.
    for (const input of [lake, file, path.join(lake, '**', '*.parquet')]) {
      const { status, stderr, stdout } = await run('ausearch', ['--raw'], input);
      assert.deepEqual([status, stdout], [1, '']);
      const said = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('Config file'));
      assert.deepEqual(said, [`${file}: no Parquet file that can be read (its end is missing)`]);
    }
  }
  for (let at = 0; at < whole.length; at += 997) {
    const bent = Buffer.from(whole);
    bent[at] = (bent[at] ?? 0) ^ 0x15;
    writeFileSync(path.join(lake, name), bent);
    const { stderr } = await run('ausearch', ['--raw'], lake);
    assert.ok(!stderr.includes('Internal'), stderr);
  }
});
