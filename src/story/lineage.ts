/** Which processes of a log are above or below one. */
import type { AuditEvent } from '../log/event.js';
import { readCall } from './call.js';
import { ProcessTable, type TracedProcess, tellOther } from './processes.js';

export interface LineageQuestion {
  readonly direction: 'descendants' | 'ancestors';
  /** Every process that had the number, or the one that made the event. */
  readonly of: { readonly pid: number } | EventStamp;
}

/** Of an event. `time` in milliseconds since the epoch; undefined: any. */
export interface EventStamp {
  readonly serial: number;
  readonly time: number | undefined;
}

export class LineageFinder {
  readonly #table = new ProcessTable();
  readonly #question: LineageQuestion;
  readonly #asked = new Set<TracedProcess>();

  constructor(question: LineageQuestion) {
    this.#question = question;
  }

  /** Events come in the order of their release. */
  add(event: AuditEvent): void {
    tellOther(event, this.#table);
    const call = readCall(event);
    const process = call ? this.#table.add(call) : this.#table.of(event);
    if (process && this.#isAsked(event, process)) this.#asked.add(process);
  }

  /** Those asked about and their relatives; empty when the log has none of them. */
  found(): ReadonlySet<TracedProcess> {
    const found = new Set<TracedProcess>();
    for (const process of this.#asked) {
      if (this.#question.direction === 'ancestors') addWithAncestors(process, found);
      else addWithDescendants(process, found);
    }
    return found;
  }

  roots(): readonly TracedProcess[] {
    return this.#table.roots();
  }

  #isAsked({ sec, milli, serial }: AuditEvent, process: TracedProcess): boolean {
    const { of } = this.#question;
    if ('pid' in of) return process.pid === of.pid;
    return serial === of.serial && (of.time === undefined || of.time === sec * 1000 + milli);
  }
}

export function addWithAncestors(process: TracedProcess, to: Set<TracedProcess>): void {
  for (let one: TracedProcess | undefined = process; one && !to.has(one); one = one.parent) to.add(one);
}

function addWithDescendants(process: TracedProcess, to: Set<TracedProcess>): void {
  for (const open = [process]; open.length > 0; ) {
    const one = open.pop();
    if (!one || to.has(one)) continue;
    to.add(one);
    open.push(...one.children);
  }
}

/** When each process had its number, as far as the log tells: one whose end is not there, until the number came again. */
export function lifetimes(
  wanted: ReadonlySet<TracedProcess>,
  roots: readonly TracedProcess[],
): readonly { readonly pid: number; readonly node: string | undefined; readonly from: number; readonly to: number }[] {
  const starts = new Map<string, number[]>();
  const pids = new Set(Array.from(wanted, ({ pid }) => pid));
  for (const open = [...roots]; open.length > 0; ) {
    const process = open.pop();
    if (!process) continue;
    open.push(...process.children);
    if (!pids.has(process.pid)) continue;
    const id = `${process.node} ${process.pid}`;
    starts.set(id, [...(starts.get(id) ?? []), process.started]);
  }
  return Array.from(wanted, ({ pid, node, started, ended, exitStatus }) => {
    const next = Math.min(...(starts.get(`${node} ${pid}`) ?? []).filter((start) => start > started));
    const to = exitStatus === undefined ? Math.min(next - 1, Number.MAX_SAFE_INTEGER) : ended;
    return { pid, node, from: started, to };
  });
}
