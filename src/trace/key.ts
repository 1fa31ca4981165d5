/**
 * The key on the rules of a run: it names the process that owns them and what has to be put back, so that whatever a
 * killed run left behind can be found and undone by the next one. `autrace-PID.START`, then `-off` when auditing was off
 * before, `-bN` when the kernel's backlog had room for N records only, and `-haste` where the kernel's switch for quick deletions may be on; START (clock ticks after boot) tells the
 * process from a later one with the same number.
 */
import { processStart } from '../control/proc-file.js';

export interface TraceKey {
  readonly pid: number;
  /** Start of the process in clock ticks after boot. */
  readonly start: number;
  readonly wasOff: boolean;
  /** The backlog limit before it was raised. */
  readonly backlog: number | undefined;
  readonly inHaste: boolean;
}

const FORM = /^autrace-(\d{1,10})\.(\d{1,15})(-off)?(?:-b(\d{1,10}))?(-haste)?$/;

export function keyText({ pid, start, wasOff, backlog, inHaste }: TraceKey): string {
  const room = backlog === undefined ? '' : `-b${backlog}`;
  return `autrace-${pid}.${start}${wasOff ? '-off' : ''}${room}${inHaste ? '-haste' : ''}`;
}

/** Undefined: not a key of ours. */
export function parseKey(text: string): TraceKey | undefined {
  const match = FORM.exec(text);
  if (!match) return undefined;
  const [, pid, start, off, limit, haste] = match;
  return {
    pid: Number(pid),
    start: Number(start),
    wasOff: off !== undefined,
    backlog: limit === undefined ? undefined : Number(limit),
    inHaste: haste !== undefined,
  };
}

/** The key of this process. */
export function ownKey({ wasOff, backlog }: Pick<TraceKey, 'wasOff' | 'backlog'>): TraceKey {
  return { pid: process.pid, start: processStart(process.pid) ?? 0, wasOff, backlog, inHaste: false };
}

export function isOwnerAlive({ pid, start }: TraceKey): boolean {
  return processStart(pid) === start;
}
