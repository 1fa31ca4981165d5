/** A process that runs already, to be traced like a program that was started. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { processStart, readText } from '../control/proc-file.js';
import { AuditError } from '../errors.js';
import type { HeldProgram, ProgramEnd } from './gate.js';

const LOOK_MS = 20;
const UNSET = 4294967295;

/** Throws `AuditError` ('trace') when there is no such process. A signal ends the trace, not the process. */
export function attach(pid: number): HeldProgram {
  const start = processStart(pid);
  if (start === undefined) throw new AuditError('trace', `Error - can't find process ${pid}`);
  const descendants = descendantsOf(pid);
  let end: (end: ProgramEnd) => void = () => {};
  let isOver = false;
  const ended = new Promise<ProgramEnd>((resolve) => {
    end = (how) => {
      isOver = true;
      resolve(how);
    };
  });
  void watch(pid, start, () => isOver).then(() => end(FINE));
  return {
    pid,
    session: ownSession(pid, descendants),
    release: () => {},
    signal: () => end(FINE),
    ended,
    descendants,
  };
}

/** All processes, until a signal comes. */
export function everything(): HeldProgram {
  let end: (end: ProgramEnd) => void = () => {};
  const ended = new Promise<ProgramEnd>((resolve) => {
    end = resolve;
  });
  return { pid: process.pid, session: undefined, release: () => {}, signal: () => end(FINE), ended };
}

const FINE: ProgramEnd = { status: 0, signal: undefined };

async function watch(pid: number, start: number, isOver: () => boolean): Promise<void> {
  while (!isOver() && processStart(pid) === start) await pause(LOOK_MS);
}

/** The login session of the process, if nobody else is in it. */
function ownSession(pid: number, descendants: readonly number[]): number | undefined {
  const session = sessionOf(pid);
  if (session === UNSET) return undefined;
  const own = new Set([pid, ...descendants]);
  const others = runningProcesses().some((other) => !own.has(other) && sessionOf(other) === session);
  return others ? undefined : session;
}

function sessionOf(pid: number): number {
  return Number(readText(`/proc/${pid}/sessionid`) || UNSET);
}

function descendantsOf(pid: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const child of runningProcesses()) {
    const parent = parentOf(child);
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), child]);
  }
  const found: number[] = [];
  for (const open = [pid]; open.length > 0; ) {
    const below = children.get(open.pop() ?? 0) ?? [];
    found.push(...below);
    open.push(...below);
  }
  return found;
}

function runningProcesses(): readonly number[] {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined; // it has just ended
  }
}
