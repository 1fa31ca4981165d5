/** What is asked of stores and of the logs that were shipped into them, and that the answers are the same. */
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import fc from 'fast-check';
import { main as report } from '../../src/cli/aureport/main.js';
import { main as search } from '../../src/cli/ausearch/main.js';
import { type MainResult, runMain } from './run-main.js';

export type Tool = 'ausearch' | 'aureport';

export async function run(tool: Tool, words: readonly string[], ...inputs: readonly string[]): Promise<MainResult> {
  return runMain(tool === 'ausearch' ? search : report, [...inputs.flatMap((input) => ['-if', input]), ...words]);
}

export async function assertSame(
  tool: Tool,
  words: readonly string[],
  stored: string | readonly string[],
  local: string | readonly string[],
): Promise<void> {
  const expected = await run(tool, words, ...[local].flat());
  assert.deepEqual(await run(tool, words, ...[stored].flat()), expected, `${tool} ${words.join(' ')} of ${local}`);
}

export const SEARCHES: readonly (readonly string[])[] = [
  ...['-i', '--raw', '--format csv', '--format text', '--format json', '-sv no -i', '-m SYSCALL', '-k a', '-x bin'],
  ...['-c sh -w', '-f etc', '-ui root', '-ul -1', '-ua 0', '-gi 0 --raw', '-sc execve', '-e -13', '--session 1 --raw'],
  ...['--just-one', '-hn host', '-tm pts', '-se unconfined', '--arch b64', '-p 1', '-a 100', '-n x', '--debug --raw'],
  ...['--where res=failed', '-pp 1 --raw', '-ts 01/01/70 -te 01/01/30', '--skip-malformed', '--eoe-timeout 0 --raw'],
].map((words) => words.split(' '));

/** Options and where their values stand in a log. */
const ASKED: readonly (readonly [string, RegExp])[] = [
  ['-p', / pid=(\d+)/g],
  ['-pp', / ppid=(\d+)/g],
  ['-ui', / uid=(\d+)/g],
  ['-ue', / euid=(\d+)/g],
  ['-ul', / auid=(\d+)/g],
  ['-ua', /[ae]?uid=(\d+)/g],
  ['-gi', / gid=(\d+)/g],
  ['-ge', / egid=(\d+)/g],
  ['--session', / ses=(\d+)/g],
  ['-sc', / syscall=(\d+)/g],
  ['-e', / exit=(-?\d+)/g],
  ['-m', /type=([A-Z_]+) /g],
  ['-c', /comm="([^"]+)"/g],
  ['-x', /exe="([^"]+)"/g],
  ['-k', /key="([^"]+)"/g],
  ['-f', / name="([^"]+)"/g],
  ['-f', / cwd="([^"]+)"/g],
  ['-tm', /(?:tty|terminal)=(\S+)/g],
  ['-hn', /(?:hostname|addr)=([^\s?]+)/g],
  ['-su', /subj=(\S+)/g],
  ['-o', /obj=(\S+)/g],
  ['-uu', /uuid=(\S+)/g],
  ['-vm', /vm="([^"]+)"/g],
  ['-ui', / UID="([^"]+)"/g],
  ['-ul', / AUID="([^"]+)"/g],
  ['-ge', / EGID="([^"]+)"/g],
  ['--where', /[ '](\w+=[^\s'"]+)/g],
];

/** Some question with values that the log has. */
export function questionsOf(text: string): fc.Arbitrary<readonly string[]> {
  const found = ASKED.flatMap(([option, pattern]) => {
    const values = [...new Set(Array.from(text.matchAll(pattern), ([, value = '']) => value))];
    return values.length === 0 ? [] : [fc.constantFrom(...values).map((value) => [option, value])];
  });
  const fixed = [
    ['-sv', 'no'],
    ['-sv', 'yes'],
    ['--arch', 'b64'],
    ['--arch', 'b32'],
    ['-ui', 'root'],
    ['-ul', '-1'],
  ];
  const one = fc.oneof(...found, fc.constantFrom(...fixed));
  const part = fc.oneof(
    one,
    fc.tuple(one, one).map((both) => both.flat()),
  );
  return fc.tuple(part, fc.constantFrom([], ['-w'])).map((words) => words.flat());
}

interface HostRow {
  readonly host: string | null;
  readonly stream: string;
  readonly events: number;
  readonly bytes: number;
  readonly first: string;
  readonly last: string;
  readonly missing_rows: number;
}

export async function hostRows(stored: string): Promise<readonly HostRow[]> {
  return JSON.parse((await run('aureport', ['--nodes', '--json'], stored)).stdout);
}

/** That the rows say of the stream of `log`, of which all lines are of events, what these say. */
export async function assertHosts(rows: readonly HostRow[], log: string): Promise<void> {
  const mine = rows.filter(({ stream }) => log.endsWith(`/${stream}`));
  const times = new Map<string | null, string[]>();
  const { stdout } = await run('ausearch', ['--json', '--utc'], log);
  for (const line of stdout.split('\n').filter((text) => text !== '')) {
    const { node = null, time } = JSON.parse(line);
    times.set(node, [...(times.get(node) ?? []), `${time.slice(0, 19)}.000Z`].sort());
  }
  const expected = [...times].map(([host, all]) => [host, all.length, all[0], all.at(-1), 0]);
  const found = mine.map(({ host, events, first, last, missing_rows }) => [host, events, first, last, missing_rows]);
  assert.deepEqual(found.sort(), expected.sort(), log);
  assert.equal(
    mine.reduce((sum, { bytes }) => sum + bytes, 0),
    statSync(log).size,
    log,
  );
}
