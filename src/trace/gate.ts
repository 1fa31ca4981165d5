/**
 * Holds the program until its rules are in place. A shell stub takes the program's future process id, gives itself a
 * login session of its own, reports it, waits for one line, and then becomes the program. End of file instead of that
 * line means that the tracer is gone: the program is not run.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { fromBytes } from '../bytes/text.js';
import { readText } from '../control/proc-file.js';
import { AuditError } from '../errors.js';

/**
 * $1 is the login uid to write (empty: no session), the rest is the program with its words. Each write to loginuid
 * starts a session, even of the number that is there already. The variable has a long name, because one of the caller's
 * would be changed and unset.
 */
const STUB = `
ts_autrace=
if [ -n "$1" ] && { echo "$1" >/proc/self/loginuid; } 2>/dev/null; then read -r ts_autrace </proc/self/sessionid; fi
shift
echo "session $ts_autrace" >&3
read -r ts_autrace <&3 || exit 125
unset ts_autrace
exec "$@" 3>&-
`;

export interface ProgramEnd {
  /** Exit status; undefined when a signal ended the program. */
  readonly status: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
}

export interface HeldProgram {
  readonly pid: number;
  /** Its own login session; undefined when the kernel did not allow one. */
  readonly session: number | undefined;
  /** Lets the program start. */
  release(): void;
  /** Does nothing once the program has ended. */
  signal(signal: NodeJS.Signals): void;
  readonly ended: Promise<ProgramEnd>;
  /** Processes that it had started before, of one that ran already. */
  readonly descendants?: readonly number[];
}

export interface HoldOptions {
  /** Byte strings; the first is the program, looked up in PATH unless it has a slash. */
  readonly words: readonly string[];
  readonly wantsSession: boolean;
}

const UNSET = 4294967295;
const NO_SESSION = UNSET;

/** Starts the stub and waits for its report. Throws `AuditError` ('trace'). */
export async function hold({ words, wantsSession }: HoldOptions): Promise<HeldProgram> {
  const stubWords = [wantsSession ? String(loginUid()) : '', ...words.map(fromBytes)];
  // Node's own: loading execa takes as long as all that the kernel does for a short run.
  const child = spawn('/bin/sh', ['-c', STUB, 'ts-autrace', ...stubWords], {
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
  });
  const ended = endOf(child);
  const [, , , gate] = child.stdio;
  if (!(gate instanceof Duplex)) throw noShell();
  gate.on('error', () => {}); // the program ended before the gate was opened: `ended` tells
  const report = await firstLine(gate, ended);
  if (child.pid === undefined || report === undefined) throw noShell();
  const session = Number(report.slice('session '.length) || NO_SESSION);
  return {
    pid: child.pid,
    session: session === NO_SESSION ? undefined : session,
    release: () => gate.end('go\n'),
    signal: (signal) => void child.kill(signal),
    ended,
  };
}

function endOf(child: ChildProcess): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    child.once('exit', (status, signal) => resolve({ status: status ?? undefined, signal: signal ?? undefined }));
    child.once('error', () => resolve({ status: 126, signal: undefined }));
  });
}

function noShell(): AuditError {
  return new AuditError('trace', 'Error forking. (/bin/sh cannot be run)');
}

/** Undefined when the stub ended without a line. */
function firstLine(gate: Duplex, ended: Promise<unknown>): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    gate.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
    void ended.then(() => resolve(undefined));
  });
}

/** The caller's login uid; where it has none the real uid, because a session cannot go without. */
function loginUid(): number {
  const current = Number(readText('/proc/self/loginuid').trim() || UNSET);
  return current === UNSET ? (process.getuid?.() ?? 0) : current;
}
