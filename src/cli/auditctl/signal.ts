/** `--signal`: tells the audit daemon to reload, rotate, stop … Its exits are immediate, also inside a rules file. */

import { errorDetail } from '../../control/platform.js';
import { AuditError } from '../../errors.js';
import { KernelError } from '../../netlink/kernel-error.js';
import * as tables from '../../tables/generated/tables.js';
import { valueTable } from '../../tables/lookup.js';
import { reasonOf } from '../../tables/reason.js';
import type { Session } from './session.js';

const signals: ReadonlyMap<string, string> = new Map([
  ...(['term', 'stop'] as const).map((name) => [name, 'SIGTERM'] as const),
  ...(['hup', 'reload'] as const).map((name) => [name, 'SIGHUP'] as const),
  ...(['usr1', 'rotate'] as const).map((name) => [name, 'SIGUSR1'] as const),
  ...(['usr2', 'resume'] as const).map((name) => [name, 'SIGUSR2'] as const),
  ...(['cont', 'state'] as const).map((name) => [name, 'SIGCONT'] as const),
]);

/** BUG? 22: the original waits for the end of the daemon without limit. */
const STOP_LIMIT_MS = 60_000;
const STOP_STEP_MS = 20;

/** Throws `AuditError` with the exit status of the program. */
export function signalDaemon(session: Session, name: string): void {
  const signal = signals.get(name.toLowerCase());
  if (!signal) throw failure(`${name} is an unsupported signal`, 1);
  const pid = daemonPid(session);
  if (pid === 0) throw failure('Auditd is not running', 2);
  try {
    session.platform.signal(pid, signal);
  } catch (error) {
    throw failure(`Failed sending signal to auditd (${signalErrorText(error)})`, 1);
  }
  if (signal === 'SIGTERM') waitForEnd(session, pid);
}

function daemonPid(session: Session): number {
  try {
    return session.client.status().pid;
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    // BUG? 1, 11: the original is silent, or waits for an answer that cannot come.
    throw failure(`Failed sending signal to auditd (${reasonOf(error.errno)})`, 1);
  }
}

function waitForEnd(session: Session, pid: number): void {
  for (let waited = 0; session.platform.isRunning(pid); waited += STOP_STEP_MS) {
    if (waited >= STOP_LIMIT_MS) throw failure('Failed sending signal to auditd (timeout)', 1);
    session.platform.sleep(STOP_STEP_MS);
  }
}

function signalErrorText(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const number = valueTable(tables.errno).value(code);
  return number === undefined ? errorDetail(error) : reasonOf(number);
}

function failure(text: string, exitStatus: number): AuditError {
  return new AuditError('netlink', text, { exitStatus });
}
