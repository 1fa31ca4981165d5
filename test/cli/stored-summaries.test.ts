/** Summaries that stores count, by columns, are those of the lines. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { main as search } from '../../src/cli/ausearch/main.js';
import { reports } from '../../src/reports/catalog.js';
import { draws } from '../support/draws.js';
import { runMain } from '../support/run-main.js';
import { quietFile, shipped, storeFolder } from '../support/shipped.js';
import { assertSame, run } from '../support/store-cases.js';

const folder = storeFolder();
after(() => rmSync(folder, { recursive: true }));
mkdirSync(path.join(folder, 'logs'));

const SEC = 1_700_000_000;

const clock = (sec: number): readonly string[] => [
  '11/14/23',
  new Date((SEC + sec) * 1000).toISOString().slice(11, 19),
];

const conformance = path.resolve(import.meta.dirname, '../../../shared/conformance/logs');
const others = existsSync(conformance)
  ? readdirSync(conformance).map((name) =>
      quietFile(path.join(folder, 'logs', name), readFileSync(path.join(conformance, name))),
    )
  : [];

const SUMMARIES = reports.flatMap(({ choice, shape }) =>
  shape.kind === 'listing' && shape.summary ? (choice?.spellings[0] ?? []) : [],
);

test('summaries that are counted by columns are those of the lines, odd ones too', async () => {
  for (const [n, log] of others.entries()) {
    const lake = await shipped(folder, log, '--batch', '300');
    for (const [i, option] of SUMMARIES.entries())
      await assertSame('aureport', [option, '--summary', ...((i + n) % 2 === 0 ? ['-i'] : [])], lake, log);
  }
});

/** Events of one record that are alike in some things, out of order, with texts of every kind. */
const alikeEvents = fc
  .array(
    fc.record({
      sec: fc.nat(6),
      type: fc.constantFrom('USER_LOGIN', 'USER_AUTH', 'ADD_USER', 'CRED_ACQ', 'USER_CMD', 'CONFIG_CHANGE'),
      ids: fc.tuple(fc.nat(2), fc.constantFrom('0', '1000', '4294967295', '-1', '')),
      exe: fc.constantFrom('"/bin/a"', '"/bin/b c"', '2F62', 'plain', '"open', '"/\xff"', '?'),
      acct: fc.constantFrom('"root"', '"x y"', '726F6F74', 'odd', '"\xe9"'),
      host: fc.constantFrom('h1', '?', '"quoted"'),
      res: fc.constantFrom('success', 'failed', 'no'),
      name: fc.constantFrom('', '\x1dAUID="root"', '\x1dUID="a" AUID="b c"', '\x1dAUID="unknown-1"'),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((events) =>
    events.map(
      ({ sec, type, ids: [pid, auid], exe, acct, host, res, name }, i) =>
        `type=${type} msg=audit(${SEC + sec}.00${i % 3}:${i}): pid=${pid} uid=0 auid=${auid} ses=1 ` +
        `msg='op=x acct=${acct} exe=${exe} hostname=${host} addr=? terminal=tty${pid} res=${res}'${name}\n`,
    ),
  );

/** Criteria of such events, alone and put together. */
const criteria = fc
  .array(
    fc.constantFrom(
      ...[
        '--exe /bin',
        '--exe plain',
        '--pid 1',
        '-ul 1000',
        '-ul -1',
        '-ul root',
        '-ui 0',
        '-hn h1',
        '-hn ?',
        '--terminal tty2',
      ],
      ...['--type USER_AUTH', '--type ADD_USER,CONFIG_CHANGE', '-sv no', '--session 1', '--serial 3', '--node x'],
      ...['--comm a', '--where pid=1', '--where res!=success', '--where exe=/bin/a', '--where acct=root'],
      ...[
        "--expr|not (comm = a or type = 'USER_AUTH')",
        '--expr|exe has or pid = 1',
        '--expr|not exe contains bin',
        "--expr|USER_LOGIN.pid = 1 or type = 'ADD_USER'",
        "--expr|not (exe = '/bin/a' and pid = 1)",
      ],
    ),
    { maxLength: 2 },
  )
  .map((all) => all.flatMap((one) => (one.startsWith('--expr|') ? one.split('|') : one.split(' '))));

/** Ships the two, and gives the store and the logs. */
async function shippedPair(
  name: string,
  ...logs: readonly (readonly string[])[]
): Promise<[string, readonly string[]]> {
  const lake = path.join(folder, 'lakes', name);
  rmSync(lake, { recursive: true, force: true });
  const files = logs.map((events, i) =>
    quietFile(path.join(folder, 'logs', `${name}${i}`), Buffer.from(events.join(''), 'latin1')),
  );
  for (const log of files) await runMain(search, ['--ship', lake, '--batch', '7', '-if', log]);
  return [lake, files];
}

test('two logs of which one goes on with earlier events soon after the other: chosen events come in the order of all', async () => {
  const login = (stamp: string, exe: string, host: string): string =>
    `type=USER_LOGIN msg=audit(${stamp}): pid=0 uid=0 auid=0 ses=1 msg='op=x acct="root" exe="${exe}" hostname=${host} addr=? terminal=tty0 res=success'\n`;
  const later = ['1700000001.000:0', '1700000000.001:1', '1700000001.002:2'] as const;
  const earlier = ['1700000000.000:0', '1700000001.001:1', '1700000000.002:2'] as const;
  const [lake, pair] = await shippedPair(
    'following',
    later.map((stamp, i) => login(stamp, '/bin/a', i === 1 ? '?' : 'h1')),
    earlier.map((stamp, i) => login(stamp, i === 1 ? '/bin/b' : '/bin/a', i === 1 ? '?' : 'h1')),
  );
  await assertSame('aureport', ['-x', '--summary', '-hn', '?'], lake, pair);
  await assertSame('ausearch', ['-hn', '?', '--raw'], lake, pair);
});

test('two logs whose times run backwards: groups of a choice of events stand in the order of all events', async () => {
  const record = (stamp: string, type: string, auid: number): string =>
    `type=${type} msg=audit(${stamp}): pid=0 uid=0 auid=${auid} ses=1 msg='op=x acct="root" exe="/bin/a" hostname=h1 addr=? terminal=tty0 res=success'\n`;
  const [lake, pair] = await shippedPair(
    'backwards',
    [record('1700000001.000:0', 'USER_AUTH', 1000), record('1700000000.001:1', 'USER_LOGIN', 0)],
    [record('1700000001.000:0', 'USER_LOGIN', 0), record('1700000000.001:1', 'USER_AUTH', 0)],
  );
  const chosen = ['--by', 'auid', '--type', 'USER_AUTH'];
  assert.match((await run('aureport', chosen, ...pair)).stdout, /1 {2}1000\n1 {2}0\n/);
  await assertSame('aureport', chosen, lake, pair);
  await assertSame('ausearch', ['-m', 'USER_AUTH', '--raw'], lake, pair);
});

test('summaries of several streams of random events', async () => {
  await fc.assert(
    fc.asyncProperty(
      ...([alikeEvents, alikeEvents, fc.constantFrom(...SUMMARIES), criteria, fc.nat(6), fc.boolean()] as const),
      async (one, other, option, chosen, from, isWindow) => {
        const [lake, pair] = await shippedPair('pair', one, other);
        const words = [option, '--summary', ...(isWindow ? ['-ts', ...clock(from)] : [])];
        for (const more of [[], ['-i'], ['--failed'], chosen, ['-i', ...chosen]])
          await assertSame('aureport', [...words, ...more], lake, pair);
      },
    ),
    { numRuns: draws(25) },
  );
});

test('the overview of several streams of random events', async () => {
  await fc.assert(
    fc.asyncProperty(
      ...([alikeEvents, alikeEvents, criteria, fc.nat(6), fc.nat(6)] as const),
      async (one, other, chosen, from, to) => {
        const [lake, pair] = await shippedPair('overview', one, other);
        for (const words of [[], ['--failed'], ['-nc', '-i', '--format', 'json'], chosen])
          for (const time of [
            [],
            ['-ts', ...clock(from)],
            ['-te', ...clock(to)],
            ['-ts', ...clock(from), '-te', ...clock(from + to)],
          ])
            await assertSame('aureport', [...words, ...time], lake, pair);
      },
    ),
    { numRuns: draws(20) },
  );
});

test('the overview of each log, in whole and of a time', async () => {
  for (const log of others) {
    const lake = await shipped(folder, log, '--batch', '300');
    for (const words of [
      [],
      ['--summary'],
      ['--success'],
      ['-ts', '01/01/18', '00:00:00'],
      ['-te', '01/01/18', '00:00:00'],
      ['--exe', 'bin'],
    ])
      await assertSame('aureport', words, lake, log);
  }
});

const FIELDS = [
  ...[
    'node',
    'type',
    'time:hour',
    'time:minute',
    'auid',
    'uid',
    'pid',
    'ppid',
    'ses',
    'gid',
    'euid',
    'egid',
    'exe',
    'comm',
  ],
  ...[
    'acct',
    'hostname',
    'terminal',
    'res',
    'success',
    'key',
    'syscall',
    'arch',
    'cwd',
    'uuid',
    'vm',
    'addr',
    'exit',
    'tty',
  ],
];

test('groups of each log are those of the lines', async () => {
  for (const [n, log] of others.entries()) {
    const lake = await shipped(folder, log, '--batch', '300');
    for (const [i, field] of FIELDS.entries()) {
      const by = (n + i) % 3 === 0 ? field : `${field},${FIELDS[(3 * n + 7 * i) % FIELDS.length]}`;
      await assertSame('aureport', ['--by', by, ...((i + n) % 2 === 0 ? ['-i'] : [])], lake, log);
    }
    for (const words of [
      ['--by', 'auid,exe', '--failed'],
      ['--by', 'exe', '--distinct', 'key', '--json'],
      ['--by', 'key', '-nc'],
    ])
      await assertSame('aureport', words, lake, log);
  }
});

test('groups of several streams of random events', async () => {
  const field = fc.constantFrom(...FIELDS);
  await fc.assert(
    fc.asyncProperty(
      ...([alikeEvents, alikeEvents, field, field, criteria, fc.nat(6)] as const),
      async (one, other, field, more, chosen, from) => {
        const [lake, pair] = await shippedPair('groups', one, other);
        for (const words of [[field], [`${field},${more}`, '-i', '--json'], [field, '--distinct', more, '--json']])
          for (const rest of [[], chosen, ['--failed', '-ts', ...clock(from)], ['--sort', 'first']])
            await assertSame('aureport', ['--by', ...words, ...rest], lake, pair);
      },
    ),
    { numRuns: draws(20) },
  );
});

test('how the store is asked is explained', async () => {
  const fixture = path.resolve(import.meta.dirname, '../../fixtures/logs/files.log');
  const lake = await shipped(folder, quietFile(path.join(folder, 'logs', 'files.log'), readFileSync(fixture)));
  const { stdout } = await run('aureport', ['-x', '--summary', '--explain-query'], lake);
  assert.match(
    stdout,
    /SELECT "exe", count\(\*\), .* AND NOT \(\("odd" & \d+\) != 0\) GROUP BY "exe", stream\n.*\n {4}\d+ of 160 events/,
  );
  // By names that DuckDB takes as they stand.
  assert.match(stdout, /FROM read_parquet\('\/[^*']*\.parquet'\)/);
  const many = await shipped(
    folder,
    quietFile(path.join(folder, 'logs', 'many.log'), readFileSync(fixture)),
    '--batch',
    '20',
  );
  const shown = (await run('aureport', ['-x', '--summary', '--explain-query'], many)).stdout;
  assert.ok(shown.includes(`FROM read_parquet('${many}/`) && shown.includes("/**/*.parquet')"), shown);
  const overview = await run('aureport', ['--explain-query'], lake);
  assert.match(overview.stdout, /GROUP BY "pid"\n.*\n {4}\d+ of 160 events \([\d.]+ %\)\n$/);
});

test('histograms that are counted by columns are those of the lines', async () => {
  for (const [n, log] of others.entries()) {
    const lake = await shipped(folder, log, '--batch', '300');
    for (const [i, unit] of ['day', 'hour', 'minute'].entries()) {
      const option = ['', ...SUMMARIES][(3 * n + i) % (SUMMARIES.length + 1)] ?? '';
      const words = [...(option === '' ? [] : [option]), '--histogram', unit];
      for (const more of [[], ['--failed'], ['-nc'], ['-ts', '01/01/18', '00:00:00']])
        await assertSame('aureport', [...words, ...more], lake, log);
    }
  }
});

test('histograms of several streams of random events', async () => {
  await fc.assert(
    fc.asyncProperty(
      ...([alikeEvents, alikeEvents, fc.constantFrom('-x', '-l', '-au', '-m', '-e'), criteria, fc.nat(6)] as const),
      async (one, other, option, chosen, from) => {
        const [lake, pair] = await shippedPair('times', one, other);
        for (const words of [[], [option], [option, '-ts', ...clock(from)], [option, ...chosen]])
          await assertSame('aureport', ['--histogram', 'minute', ...words], lake, pair);
      },
    ),
    { numRuns: draws(15) },
  );
});

test('a histogram of a store is counted there', async () => {
  const fixture = path.resolve(import.meta.dirname, '../../fixtures/logs/files.log');
  const lake = await shipped(folder, quietFile(path.join(folder, 'logs', 'files.log'), readFileSync(fixture)));
  const { stdout } = await run('aureport', ['-x', '--histogram', 'day', '--explain-query'], lake);
  assert.match(stdout, /SELECT .*"sec", count\(\*\) FROM .* AND NOT \(\("odd" & \d+\) != 0\) GROUP BY .*"sec"\n/);
});
