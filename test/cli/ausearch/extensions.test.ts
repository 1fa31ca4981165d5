/** What ts-ausearch offers on top of the original (README), through the whole program. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { main } from '../../../src/cli/ausearch/main.js';
import { fixtures, goldenAccounts } from '../../support/golden.js';
import { type MainResult, type MainSurroundings, runMain } from '../../support/run-main.js';

const logins = path.join(fixtures, 'logs/logins.log');
const files = path.join(fixtures, 'logs/files.log');
const network = path.join(fixtures, 'logs/network.log');

const folder = mkdtempSync(path.join(tmpdir(), 'ausearch-extensions-'));
after(() => rmSync(folder, { recursive: true }));
// A machine that knows none of the people in the logs.
writeFileSync(path.join(folder, 'passwd'), 'root:x:0:0::/root:/bin/sh\n');
writeFileSync(path.join(folder, 'group'), 'root:x:0:\n');

function search(line: string, surroundings?: MainSurroundings): Promise<MainResult> {
  return runMain(main, line.split(' '), {
    ...surroundings,
    env: { TS_AUDIT_ACCOUNTS: goldenAccounts, ...surroundings?.env },
  });
}

/** `seconds.milliseconds:serial` of the events shown by --raw, in order. */
function events(stdout: string): readonly string[] {
  return [
    ...new Set([...stdout.matchAll(/^(?:node=\S+ )?type=\S+ msg=audit\(([\d.:]+)\)/gm)].map(([, id = '']) => id)),
  ];
}

test('names that people type by mistake', async () => {
  const pairs: readonly (readonly [string, string])[] = [
    ['--auid alice', '-ul alice'],
    ['--login-uid 1001', '-ul 1001'],
    ['--euid 0', '-ue 0'],
    ['--egid 0', '-ge 0'],
    ['--exe /usr/bin/sudo', '-x /usr/bin/sudo'],
    ['--cmd sudo', '-c sudo'],
    ['--tty pts/0', '-tm pts/0'],
    ['--ses 52', '--session 52'],
    ['--path /usr/bin/su', '-f /usr/bin/su'],
    ['--hostname 127.0.0.1', '-hn 127.0.0.1'],
    ['--type USER_CMD', '-m USER_CMD'],
    ['--since 11/22/26 11:29:30 --until 11/22/26 11:29:40', '-ts 11/22/26 11:29:30 -te 11/22/26 11:29:40'],
  ];
  for (const [ours, theirs] of pairs) {
    const expected = await search(`-if ${logins} ${theirs}`);
    assert.notEqual(expected.stdout, '', theirs);
    assert.equal((await search(`-if ${logins} ${ours}`)).stdout, expected.stdout, ours);
    if (!ours.startsWith('--since'))
      assert.equal((await search(`-if ${logins} ${ours.replace(' ', '=')}`)).stdout, expected.stdout, ours);
  }
});

test('ISO 8601 and @epoch in any locale, relative times', async () => {
  const expected = await search(`-if ${logins} -ts 11/22/26 11:29:30`);
  for (const time of ['2026-11-22T11:29:30', '2026-11-22 11:29:30', '2026-11-22T12:29:30+01:00', '@1795346970']) {
    for (const LC_ALL of ['C', 'de_DE.UTF-8'])
      assert.equal((await search(`-if ${logins} --raw -ts ${time}`, { env: { LC_ALL } })).status, 0, time);
    assert.equal((await search(`-if ${logins} -ts ${time}`)).stdout, expected.stdout, time);
  }
  const now = Math.floor(Date.now() / 1000);
  const recent = path.join(folder, 'recent.log');
  writeFileSync(
    recent,
    [5 * 3600, 300].map((ago, i) => `type=USER msg=audit(${now - ago}.000:${i}): pid=1 uid=0\n`).join(''),
  );
  for (const time of ['-2h', '10 minutes ago']) {
    assert.deepEqual(events((await search(`-if ${recent} --raw -ts ${time}`)).stdout), [`${now - 300}.000:1`], time);
  }
});

test('several logs and patterns, merged by time', async () => {
  const one = await search(`-if ${logins} -if ${files} -if ${network} --raw`);
  const other = await search(`-if ${network} -if ${logins} -if ${files} --raw`);
  const pattern = await search(`-if ${path.join(fixtures, 'logs')}/[fln]*.log --raw`);
  assert.equal(other.stdout, one.stdout);
  assert.equal(pattern.stdout, one.stdout);
  const times = events(one.stdout).map((id) => Number.parseInt(id, 10));
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
  const alone = await Promise.all([logins, files, network].map((log) => search(`-if ${log} --raw`)));
  assert.deepEqual(new Set(events(one.stdout)), new Set(alone.flatMap(({ stdout }) => events(stdout))));
  assert.deepEqual(events((await search(`-if ${logins} -if ${logins} --raw`)).stdout), events(alone[0]?.stdout ?? ''));
});

test('--utc reads and shows times in UTC wherever the reader is', async () => {
  const command = `-if ${logins} -i -ts 11/22/26 11:29:30`;
  const env = { TZ: 'America/New_York' };
  assert.equal((await search(`${command} --utc`, { env })).stdout, (await search(command)).stdout);
  assert.notEqual((await search(command, { env })).stdout, (await search(command)).stdout);
});

test('colour is for terminals, unless it was asked for', async () => {
  const command = `-if ${logins} -i`;
  const terminal = { out: true };
  const plain = (await search(command)).stdout;
  const painted = (await search(command, { terminal })).stdout;
  assert.notEqual(painted, plain);
  assert.equal(painted.replace(/\x1b\[\d*m/g, ''), plain);
  assert.equal((await search(command, { terminal, env: { NO_COLOR: '1' } })).stdout, plain);
  assert.equal((await search(`${command} --color=never`, { terminal })).stdout, plain);
  assert.equal((await search(`${command} --color=always`)).stdout, painted);
  assert.equal((await search(`${command} --color=always`, { env: { NO_COLOR: '1' } })).stdout, painted);
  assert.equal(
    (await search(`--raw -if ${logins} --color=always`)).stdout,
    (await search(`--raw -if ${logins}`)).stdout,
  );
});

test('--stats tells what was read, on standard error', async () => {
  const bare = await search(`-if ${logins} -k root-commands`);
  const { stdout, stderr } = await search(`-if ${logins} -k root-commands --stats`);
  assert.equal(stdout, bare.stdout);
  const lines = readFileSync(logins, 'latin1').split('\n').length - 1;
  assert.match(
    stderr,
    new RegExp(`^1 file, [\\d.]+ MB, ${lines} lines \\(0 malformed\\), \\d+ events, [1-9]\\d* matched, `, 'm'),
  );
});

test('what was mistyped is answered in one line, with what was meant at its end', async () => {
  for (const [command, said] of [
    ['--mesage ALL', '--mesage is an unsupported option; did you mean --message?\n'],
    ['-m USER_LOGN', 'USER_LOGN is no record type; did you mean USER_LOGIN?\n'],
    ['-sc opnat', 'Syscall opnat not found; did you mean openat?\n'],
    ['-e -EACESS', 'Unknown errno, was -EACESS; did you mean -EACCES?\n'],
    ['--arch x86-64', 'Unknown arch x86-64; did you mean x86_64?\n'],
    ['--format jsn', 'Unknown option (jsn) for --format; did you mean json?\n'],
    ['-ts yesteday', 'Invalid start date (yesteday); did you mean yesterday?\n'],
    ['-ts 2026-11-22 25:00', 'Invalid start time (25:00): there is no hour 25\n'],
    ['-te 2026-02-30', 'Invalid end date (2026-02-30): there is no day 30 in 2026-02\n'],
  ] as const) {
    const { stdout, stderr, status } = await search(command);
    assert.deepEqual([stdout, stderr, status], ['', said, 1], command);
  }
});

test('a person is spared the longest messages of the original', async () => {
  const terminal = { err: true };
  assert.equal((await search('-m NO_SUCH', { terminal })).stderr, 'NO_SUCH is no record type\n');
  assert.match((await search('-m NO_SUCH')).stderr, /^Valid message types are: ALL /);
  assert.equal((await search('-m', { terminal })).stderr, 'Argument is required for -m\n');
});

test('a log needs no -if', async () => {
  const expected = await search(`-if ${logins} -i`);
  assert.deepEqual(await search(`${logins} -i`), expected);
  assert.deepEqual(await search(`-i ${logins}`), expected);
  assert.equal((await search('no-such.log -i')).stderr, 'no-such.log is an unsupported option\n');
});

test('an end before the start is told', async () => {
  const { stderr, status } = await search(`-if ${logins} -ts 2026-11-23 -te 2026-11-22`);
  assert.match(stderr, /^The time of -te is before that of -ts, so nothing can match\n<no matches>\n$/m);
  assert.equal(status, 1);
});

test('a user may have been mistyped', async () => {
  const { stderr } = await search(`-if ${logins} -ul alcie`, { env: { TS_AUDIT_ACCOUNTS: goldenAccounts } });
  assert.match(stderr, /Login user ID is non-numeric and unknown \(alcie\); did you mean alice\?\n$/);
});

test('names that only the log knows', async () => {
  const env = { TS_AUDIT_ACCOUNTS: folder };
  const expected = await search(`-if ${logins} -ul bob --raw`);
  assert.notEqual(expected.stdout, '');
  assert.equal((await search(`-if ${logins} -ul bob --raw`, { env })).stdout, expected.stdout);
  const unknown = await search(`-if ${logins} -ul nobody-of-that-name`, { env });
  assert.match(unknown.stderr, /Login user ID is non-numeric and unknown \(nobody-of-that-name\)\n$/);
  assert.equal(unknown.status, 1);
  // A log without enrichment knows no names.
  assert.match((await search(`-if ${network} -ul bob`, { env })).stderr, /unknown \(bob\)\n$/);
});

const lost = path.resolve(import.meta.dirname, '../../../../shared/conformance/never-lost');

test('no event is lost', { skip: !existsSync(lost) && '../shared is not there' }, async (t) => {
  for (const name of readdirSync(lost)) {
    await t.test(name, async () => {
      const log = path.join(lost, name);
      const text = readFileSync(log, 'latin1');
      const all = await search(`-if ${log} -m ALL --raw`);
      assert.deepEqual(new Set(events(all.stdout)), new Set(events(text)));
      for (const [option, field] of [
        ['-c', 'comm'],
        ['-p', 'pid'],
        ['-k', 'key'],
      ] as const) {
        for (const [value, ids] of valuesOf(text, field)) {
          const { stdout } = await runMain(main, ['-if', log, '--raw', option, value]);
          const found = new Set(events(stdout));
          for (const id of ids) assert.ok(found.has(id), `${option} ${value}: ${id}`);
        }
      }
    });
  }
});

/** Events by what AVC records, which the original does not understand, hold in a field. */
function valuesOf(text: string, field: string): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const record = new RegExp(`^type=(?:AVC|1400) msg=audit\\(([\\d.:]+)\\):.* ${field}=("[^"]*"|[0-9A-Fa-f]+)( |$)`);
  for (const line of text.split('\n')) {
    const [, id, raw] = record.exec(line) ?? [];
    if (id === undefined || raw === undefined) continue;
    const isHex = field !== 'pid' && !raw.startsWith('"');
    const value = isHex ? Buffer.from(raw, 'hex').toString('latin1') : raw.replaceAll('"', '');
    found.set(value, (found.get(value) ?? new Set()).add(id));
  }
  return found;
}
