/** Expressions: understood or refused in one way, and what one finds, its negation leaves. */
import { main } from '../../../src/cli/ausearch/main.js';
import { runMain } from '../../support/run-main.js';
import { logPieces } from '../seeds.js';
import { holds, type Target } from '../target.js';
import { tempFile } from '../temp.js';

const SEEDS = [
  'auid = alice and not (exe ~ "^/usr/bin/" or key in (noise, cron))',
  'exit < 0 and syscall in (openat, connect) and a1 >= 0x7f00',
  'path contains "/etc" or cmd ~ "(a|b)*c" or addr = 127.0.0.0/8',
  'has acct and res = failed or time >= "2026-11-22 11:30:00"',
  'exe !~ "ssh.$" and comm != "sshd" and pid <= 16000 and uid = 0',
  'type = SYSCALL and success = no or success = yes and arch = b64',
];

export const expression: Target = {
  name: 'expression',
  seeds: () => SEEDS,
  run: async (text, random) => {
    if (text.includes('\0') || text.startsWith('@') || text.trim() === '') return; // no words of a command line
    const file = tempFile('expression.log', random.pick(logPieces()));
    const found = async (asked: string): Promise<{ readonly status: number; readonly events: number }> => {
      const { status, stderr } = await runMain(main, ['-if', file, '--raw', '--stats', '--expr', asked]);
      return { status, events: Number(/, (\d+) matched, /.exec(stderr)?.[1]) };
    };
    const asked = await found(text);
    holds(asked.status <= 2, `a status of the manual, not ${asked.status}`);
    const other = await found(`not (${text})`);
    if (Number.isNaN(asked.events) || Number.isNaN(other.events)) return; // refused
    const all = await runMain(main, ['-if', file, '--raw', '--stats']);
    const events = Number(/, (\d+) matched, /.exec(all.stderr)?.[1]);
    holds(asked.events + other.events === events, `${asked.events} events, ${other.events} others, ${events} in all`);
  },
};
