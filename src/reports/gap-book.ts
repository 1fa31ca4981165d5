/** How complete a log is, the main thread's half: holes between stretches of serials, some of which late events fill. */
import type { DigestBook, DigestRow } from './digest.js';
import type { ClockReading, Note, Run } from './gap-entries.js';
import { LONG_SILENCE } from './gaps.js';
import type { Part } from './part.js';

/** A row that may still change. */
interface Finding {
  readonly node: string | undefined;
  readonly sec: number;
  readonly milli: number;
  readonly what: string;
  count: number | null;
  first: number | null;
  last: number | null;
  readonly seconds: number | null;
}

interface NodeState {
  /** The highest serial since the last restart. */
  highest: number;
  lastSec: number;
  clock: ClockReading | undefined;
  mayRestart: boolean;
  /** Ascending; those that late events may still fill. */
  holes: Finding[];
}

/** Rows and holes that are kept open for late events; what is older is final. It bounds time and memory. */
const KEPT = 10_000;
/** Serials so far below the highest are no late events. */
const FAR = 100_000;
/** Clocks are compared in seconds, so one of them is nothing. */
const TOLERANCE = 1;

export function gapBook(): DigestBook {
  const nodes = new Map<string | undefined, NodeState>();
  let findings: Finding[] = [];
  let final: Finding[] = [];
  // After each entry, not after each part: where batches are cut must not show.
  const settle = (): void => {
    if (findings.length <= 2 * KEPT) return;
    final.push(...findings.slice(0, -KEPT));
    findings = findings.slice(-KEPT);
  };
  return {
    add: (part: Part) => {
      if (part.kind !== 'gaps') return;
      for (const entry of part.entries) {
        if (entry.kind === 'note') addNote(entry, nodes, findings);
        else addRun(entry, nodes, findings);
        settle();
      }
    },
    rows: (end) => {
      const ready = end ? [...final, ...findings] : final;
      final = [];
      return ready.filter(({ count }) => count !== 0).map(rowOf);
    },
  };
}

function rowOf({ node, sec, milli, what, count, first, last, seconds }: Finding): DigestRow {
  return { node, sec, milli, cells: [what, count, first, last, seconds] };
}

function addNote(note: Note, nodes: Map<string | undefined, NodeState>, findings: Finding[]): void {
  const { node, sec, milli, what, count, seconds } = note;
  findings.push({ node, sec, milli, what, count, first: null, last: null, seconds });
  const state = nodes.get(node);
  if (state && note.restarts) state.mayRestart = true;
}

function addRun(run: Run, nodes: Map<string | undefined, NodeState>, findings: Finding[]): void {
  const state = nodes.get(run.node);
  if (state === undefined) {
    nodes.set(run.node, begin(run));
    return;
  }
  const found = (what: string, rest: Partial<Finding>): Finding => {
    const { node, sec, milli } = run;
    const finding = { node, sec, milli, what, count: null, first: null, last: null, seconds: null, ...rest };
    findings.push(finding);
    return finding;
  };
  if (run.sec - state.lastSec >= LONG_SILENCE) found('silence', { seconds: run.sec - state.lastSec });
  const { clock } = state;
  const ahead = clock && run.firstClock && run.firstClock.serial > clock.serial ? clock.sec - run.firstClock.sec : 0;
  if (ahead > TOLERANCE) found('clock set back', { seconds: -ahead });
  if (run.first > state.highest) {
    if (run.first > state.highest + 1) {
      state.holes.push(found('missing events', missing(state.highest + 1, run.first - 1)));
      if (state.holes.length > 2 * KEPT) state.holes = state.holes.slice(-KEPT);
    }
  } else if (state.highest - run.first > FAR || (state.mayRestart && !isMissing(state, run.first))) {
    found('serials restarted', {});
    nodes.set(run.node, begin(run));
    return;
  } else fill(state, run, findings);
  state.highest = Math.max(state.highest, run.last);
  state.lastSec = run.lastSec;
  state.clock = run.lastClock ?? state.clock;
  state.mayRestart = false;
}

function begin(run: Run): NodeState {
  return { highest: run.last, lastSec: run.lastSec, clock: run.lastClock, mayRestart: false, holes: [] };
}

/** A hole from `first` to `last`, both inclusive; its count is 0 when nothing is between them. */
function missing(first: number, last: number): { count: number; first: number; last: number } {
  return { count: Math.max(0, last - first + 1), first, last };
}

/** Takes late events out of the holes they belong to; a hole may become two. */
function fill(state: NodeState, run: Run, findings: Finding[]): void {
  let index = holeAt(state.holes, run.first);
  for (let hole = state.holes[index]; hole; hole = state.holes[index]) {
    const [first, last] = [hole.first ?? 0, hole.last ?? 0];
    if (first > run.last) return;
    const before = missing(first, Math.min(last, run.first - 1));
    const after = missing(Math.max(first, run.last + 1), last);
    if (before.count > 0 && after.count > 0) {
      const rest: Finding = { ...hole, ...after };
      state.holes.splice(index + 1, 0, rest);
      findings.splice(findings.lastIndexOf(hole) + 1, 0, rest);
    }
    Object.assign(hole, before.count > 0 ? before : after);
    if (hole.count === 0) state.holes.splice(index, 1);
    else index++;
  }
}

function isMissing({ holes }: NodeState, serial: number): boolean {
  const hole = holes[holeAt(holes, serial)];
  return hole !== undefined && (hole.first ?? 0) <= serial;
}

/** Index of the first hole that does not end before `serial`. */
function holeAt(holes: readonly Finding[], serial: number): number {
  let low = 0;
  let high = holes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((holes[middle]?.last ?? 0) < serial) low = middle + 1;
    else high = middle;
  }
  return low;
}
