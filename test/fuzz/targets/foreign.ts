/** Logs of other forms (kernel log, syslog, journal, logcat), damaged and mixed: what is a record in them is found, nothing throws. */
import { main } from '../../../src/cli/ausearch/main.js';
import { runMain } from '../../support/run-main.js';
import type { Random } from '../random.js';
import { logPieces } from '../seeds.js';
import { holds, type Target } from '../target.js';
import { tempFile } from '../temp.js';

type Wrap = (type: string, text: string) => string;

const PLACES: readonly Wrap[] = [
  (type, text) => `[  123.456789] audit: type=${number(type)} ${text}\n`,
  (type, text) => `<5>[  123.456789] audit: type=${number(type)} ${text}\n`,
  (type, text) => `5,1234,123456789,-;audit: type=${number(type)} ${text}\n`,
  (type, text) => `Nov 22 11:30:00 host kernel: [  123.456789] audit: type=${number(type)} ${text}\n`,
  (type, text) => `Nov 22 11:30:00 host audispd: type=${type} msg=${text}\n`,
  (type, text) => `<134>1 2026-11-22T11:30:00.000Z host audisp-syslog 123 - - type=${type} msg=${text}\n`,
  (type, text) =>
    `${JSON.stringify({ __CURSOR: 's=1', _TRANSPORT: 'audit', _AUDIT_TYPE_NAME: type, MESSAGE: `${type} ${text.replace(/^audit\([^)]*\): /, '')}`, _AUDIT_ID: '7', _SOURCE_REALTIME_TIMESTAMP: '1795347000000000' })}\n`,
  (type, text) =>
    `__CURSOR=s=1\n__REALTIME_TIMESTAMP=1795347000000000\n_TRANSPORT=audit\n_AUDIT_TYPE_NAME=${type}\n_AUDIT_ID=7\nMESSAGE=${type} ${text.replace(/^audit\([^)]*\): /, '')}\n\n`,
  (type, text) => `11-22 11:30:00.000     0     0 W audit   : type=${number(type)} ${text}\n`,
  (type, text) => `type=${type} msg=${text}\n`,
];

const NUMBERS = new Map([
  ['SYSCALL', 1300],
  ['PATH', 1302],
  ['CWD', 1307],
  ['EXECVE', 1309],
  ['PROCTITLE', 1327],
  ['USER_LOGIN', 1112],
]);
const number = (type: string): number => NUMBERS.get(type) ?? 1400;

/** One log in one of the forms. */
const piece = (log: string, wrap: Wrap): string =>
  Array.from(log.matchAll(/^(?:node=\S+ )?type=(\S+) msg=(audit\([^\n\x1d]*)/gm), ([, type = '', text = '']) =>
    wrap(type, text),
  ).join('');

export const foreign: Target = {
  name: 'foreign',
  seeds: () =>
    logPieces()
      .slice(0, 12)
      .flatMap((log) => PLACES.map((wrap) => piece(log, wrap))),
  run: async (input, random) => {
    const file = tempFile('foreign.log', input + (random.oneIn(3) ? ending(random) : ''));
    const raw = await runMain(main, ['-if', file, '--raw', '--stats']);
    holds(raw.status <= 1, `status 0 or 1, not ${raw.status}`);
    const lines = raw.stdout.split('\n').slice(0, -1);
    holds(
      lines.every((line) => /^(node=|type=|.{5}\S* )/.test(line)),
      'only records are shown',
    );
    // What was read is a log: read again it is the same.
    const again = await runMain(main, ['-if', tempFile('foreign.raw', raw.stdout), '--raw']);
    holds(sorted(again.stdout) === sorted(raw.stdout), 'read again the same');
  },
};

/** A daemon that was replaced by another goes on in the file. */
const ending = (random: Random): string => piece(random.pick(logPieces()), random.pick(PLACES));
const sorted = (text: string): string => text.split('\n').sort().join('\n');
