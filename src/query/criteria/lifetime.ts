import type { AuditEvent } from '../../log/event.js';
import type { Lifetime } from '../criterion.js';
import type { CriterionKind } from './descriptor.js';

/** For more processes than this the scan kernel looks for none. */
const MOST_NEEDLES = 64;
const PID = / pid=(\d+)(?![^ ])/g;

/** Processes by number and time, as the tree of a log knows them; asked for by options that look through the log first. */
export const lifetime: CriterionKind<readonly Lifetime[]> = {
  groups: [],
  test: (lifetimes) => {
    const byPid = new Map<number, Lifetime[]>();
    for (const life of lifetimes) byPid.set(life.pid, [...(byPid.get(life.pid) ?? []), life]);
    return {
      on: 'event',
      holds: (event) => pidsOf(event).some((pid) => byPid.get(pid)?.some((life) => isIn(life, event))),
    };
  },
  needles: (lifetimes) => {
    const pids = [...new Set(lifetimes.map(({ pid }) => pid))];
    if (pids.length === 0 || pids.length > MOST_NEEDLES) return undefined;
    return pids.map((pid) => ({ kind: 'unsigned', prefix: ' pid=', value: String(pid) }));
  },
  options: [],
};

function pidsOf({ records }: AuditEvent): readonly number[] {
  return records.flatMap(({ text }) => Array.from(text.matchAll(PID), ([, pid]) => Number(pid)));
}

function isIn({ node, from, to }: Lifetime, event: AuditEvent): boolean {
  const time = event.sec * 1000 + event.milli;
  return event.node === node && time >= from && time <= to;
}
