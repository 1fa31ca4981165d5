/**
 * Starts many short programs: a small shell forks them in a fraction of a millisecond, where this process, large as it is, needs five.
 *
 *     us ── command, one line ──▶ sh ── fork ──▶ program ── out, err ──▶ two files
 *      ◀─────── exit status ──────┘
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Output } from './difference.js';
import { tempFolder } from './temp.js';

/** Processor time of one program; longer is a hang, which ends by a signal. */
const LIMIT_SECONDS = 10;

export interface Program {
  readonly file: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Comes on a pipe. */
  readonly stdin?: string | undefined;
}

export interface Starter {
  /** One after the other, however many are asked for at a time. Ended by a signal: a status of 128 and more. */
  readonly start: (program: Program) => Promise<Output>;
  readonly end: () => void;
}

export function starter(): Starter {
  const folder = path.join(tempFolder(), 'starter');
  mkdirSync(folder, { recursive: true });
  const shell: ChildProcess = spawn('/bin/sh', [], {
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const waiting: ((status: number) => void)[] = [];
  if (shell.stdout) createInterface({ input: shell.stdout }).on('line', (status) => waiting.shift()?.(Number(status)));
  let started = 0;
  return {
    start: async (program) => {
      const place = path.join(folder, String(started++ % 64));
      if (program.stdin !== undefined) writeFileSync(`${place}.in`, program.stdin, 'latin1');
      const status = await new Promise<number>((resolve) => {
        waiting.push(resolve);
        shell.stdin?.write(command(program, place), 'latin1');
      });
      return { status, stdout: readFileSync(`${place}.out`, 'latin1'), stderr: readFileSync(`${place}.err`, 'latin1') };
    },
    end: () => shell.stdin?.end(),
  };
}

/** One line for the shell, which says the exit status behind it. */
function command({ file, argv, env, stdin }: Program, place: string): string {
  const words = [
    ...Object.entries(env).map(([name, value]) => `${name}=${quoted(value)}`),
    'exec',
    ...[file, ...argv].map(quoted),
  ].join(' ');
  const input = stdin === undefined ? '</dev/null' : '';
  const from = stdin === undefined ? '' : `cat ${quoted(`${place}.in`)} | `;
  return `${from}(ulimit -t ${LIMIT_SECONDS}; ${words}) ${input} >${quoted(`${place}.out`)} 2>${quoted(`${place}.err`)}; echo $?\n`;
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
