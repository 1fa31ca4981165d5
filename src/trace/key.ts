/**
 * The key on the rules of a run: it names the process that owns them and what has to be put back, so that whatever a
 * killed run left behind can be found and undone by the next one. `autrace-PID.START`, with `-off` at its end when
 * auditing was off before; START (clock ticks after boot) tells the process from a later one with the same number.
 */
import { readFileSync } from 'node:fs';

export interface TraceKey {
  readonly pid: number;
  /** Start of the process in clock ticks after boot. */
  readonly start: number;
  readonly wasOff: boolean;
}

const FORM = /^autrace-(\d{1,10})\.(\d{1,15})(-off)?$/;

export function keyText({ pid, start, wasOff }: TraceKey): string {
  return `autrace-${pid}.${start}${wasOff ? '-off' : ''}`;
}

/** Undefined: not a key of ours. */
export function parseKey(text: string): TraceKey | undefined {
  const match = FORM.exec(text);
  return match ? { pid: Number(match[1]), start: Number(match[2]), wasOff: match[3] !== undefined } : undefined;
}

/** The key of this process. */
export function ownKey(wasOff: boolean): TraceKey {
  return { pid: process.pid, start: processStart(process.pid) ?? 0, wasOff };
}

export function isOwnerAlive({ pid, start }: TraceKey): boolean {
  return processStart(pid) === start;
}

/** When a process started, in clock ticks after boot; undefined when there is none, or only its remains. */
export function processStart(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command in parentheses may hold anything; the fields behind it are numbers and the state.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : Number(fields[19]);
  } catch {
    return undefined;
  }
}
