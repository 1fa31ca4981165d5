/** A process that makes the system calls that it is told, and nothing else but reading and writing its pipe. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import path from 'node:path';
import type { FilterEvent } from '../../../src/rules/model/event.js';

/** What a log does not tell of a process. */
export interface Known {
  readonly auid: number;
  readonly uid: number;
  readonly groups: readonly number[];
}

export interface Caller {
  readonly pid: number;
  /** What a log does not tell of its events. */
  readonly hidden: Pick<FilterEvent, 'groups' | 'exe'>;
  /** The result; failures as negative error numbers. */
  call(line: string): Promise<number>;
  close(): void;
}

/** Its name in the folder. */
export const PROGRAM = 'caller';
const PATIENCE_MS = 10_000;

/** The program's path; `undefined` without a compiler. */
export function buildCaller(folder: string): string | undefined {
  const program = path.join(folder, PROGRAM);
  const made = spawnSync('cc', ['-no-pie', '-o', program, path.join(import.meta.dirname, 'caller.c')], {
    timeout: 60_000,
  });
  return made.status === 0 ? program : undefined;
}

export async function startCaller(program: string, { auid, uid, groups }: Known): Promise<Caller> {
  const child: ChildProcess = spawn(program, [auid, uid, uid, ...groups].map(String), {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  if (!child.stdout || !child.stdin || child.pid === undefined) throw new Error('no caller');
  const { stdin, stdout, pid } = child;
  let said = '';
  stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const nextLine = async (): Promise<string> => {
    while (!said.includes('\n')) await once(stdout, 'data', { signal: AbortSignal.timeout(PATIENCE_MS) });
    const end = said.indexOf('\n');
    const first = said.slice(0, end);
    said = said.slice(end + 1);
    return first;
  };
  await nextLine();
  const { dev, ino } = statSync(program);
  return {
    pid,
    hidden: { groups, exe: { path: program, dev: deviceNumbers(dev), ino } },
    async call(line) {
      stdin.write(`${line}\n`);
      return Number(await nextLine());
    },
    close: () => child.kill(),
  };
}

/** As the kernel splits a device number (linux/kdev_t.h, user's form). */
export function deviceNumbers(dev: number): readonly [major: number, minor: number] {
  return [(dev >>> 8) & 0xfff, (dev & 0xff) | ((dev >>> 12) & 0xfff00)];
}
