/** Runs a built program as a process of its own. Nothing here needs root. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** For the `skip` of tests: why programs cannot be run; false if they can. */
export const programsMissing: string | false = existsSync(path.join(root, 'dist/launch.cjs'))
  ? false
  : 'dist is missing: run `npm run build` first';

export interface ProgramResult {
  /** Null when a signal ended it. */
  readonly status: number | null;
  readonly signal: string | null;
  /** Byte strings. */
  readonly stdout: string;
  readonly stderr: string;
}

/** A running program whose output is being collected. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<ProgramResult>;
}

export interface ProgramSurroundings {
  readonly env?: Readonly<Record<string, string>>;
  /** A descriptor for standard input instead of none. */
  readonly stdin?: number;
  /** A descriptor for standard output instead of a collected pipe. */
  readonly stdout?: number;
}

/** No test waits for ever. */
const LIMIT_MS = 60_000;

export function startProgram(name: string, argv: readonly string[], surroundings: ProgramSurroundings = {}): Running {
  const { env = {}, stdin = 'ignore', stdout = 'pipe' } = surroundings;
  return collected(
    spawn(path.join(root, 'bin', name), argv, {
      stdio: [stdin, stdout, 'pipe'],
      env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC', ...env },
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    }),
  );
}

/** The same words in a shell, with `$PROGRAM` for the path of the program. */
export function startShell(name: string, script: string): Running {
  return collected(
    spawn('/bin/sh', ['-c', script], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        LC_ALL: 'C',
        TZ: 'UTC',
        TERM: 'xterm',
        AUDIT_PAGER: '',
        PROGRAM: path.join(root, 'bin', name),
      },
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    }),
  );
}

function collected(child: ChildProcess): Running {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (bytes: Buffer) => {
    stdout += bytes.toString('latin1');
  });
  child.stderr?.on('data', (bytes: Buffer) => {
    stderr += bytes.toString('latin1');
  });
  const ended = new Promise<ProgramResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status, signal, stdout, stderr: withoutConf(stderr) }));
  });
  return { child, ended };
}

/** Whether this machine has an auditd.conf is not the matter of any test. */
function withoutConf(text: string): string {
  return text.replace(/^.*auditd\.conf.*\n/gm, '');
}
