/**
 * The exit list. A call's verdict is made in passes, each of which may only override a hit of a rule behind its own:
 *
 *   while it runs   early pass: a watched entry goes → the inode table, no result yet, names so far
 *   at its end      list pass:  rules without path and inode=, in order, first match
 *                   table pass: name by name, the rules filed for its inode, first match ends the pass
 *
 * What is unknown splits the way; all ways are followed, up to a bound.
 */
import { ACTION_ALWAYS, LIST_EXIT, LIST_IO_URING } from '../rule.js';
import { hasNoReturn, holdsFor, type Trial } from './conditions.js';
import type { EventName, FilterEvent } from './event.js';
import type { InodeTable } from './inode-table.js';
import { holds, type PlacedRule, rulesOn } from './rule-set.js';
import { type Standing, tableOf } from './standing.js';
import { both, type Truth } from './truth.js';

/** One way that a call may have gone so far. */
export interface Way {
  readonly isRecorded: boolean;
  /** Key of the last hit that had one; `null`: none. */
  readonly key: string | null;
  /** The rule of the last hit. */
  readonly rule: PlacedRule | undefined;
}

const WAY_LIMIT = 256;
/** Every call begins like this. */
export const NOTHING_HIT: Way = { isRecorded: false, key: null, rule: undefined };

/** All ways that are possible from this one; `undefined` when there are too many to follow. */
export function exitWays(standing: Standing, event: FilterEvent, names: Names, from: Way): readonly Way[] | undefined {
  const { set, start, tree } = standing;
  const table = tableOf(standing);
  const hasResult = !hasNoReturn(event);
  let ways: readonly Way[] | undefined = [from];
  for (const operation of event.operations ?? []) ways = ways && operationWays(standing, operation, names, ways);
  const moments = event.early ?? [];
  const isSwap = isExchange(event);
  for (const [i, early] of moments.entries()) {
    if (!ways) return undefined;
    const known = names.of(early.names);
    const atThatMoment = { event, names: known, hasResult: false, paths: table.paths, start, tree };
    if (table.watches(early.gone)) ways = tablePass(ways, table, atThatMoment);
    table.update(early.gone, null);
    const other = moments[1 - i]?.gone;
    if (isSwap && other !== undefined) table.update(other, event.after?.[other] ?? null);
  }
  for (const [entry, object] of isSwap ? [] : Object.entries(event.after ?? {})) {
    if (object !== null || !event.early?.some(({ gone }) => gone === entry)) table.update(entry, object);
  }
  const trial = { event, names: names.of(event.names), hasResult, paths: table.paths, start, tree };
  ways = ways && listPass(ways, rulesOn(set, LIST_EXIT), trial);
  return ways && tablePass(ways, table, trial);
}

/**
 * Two entries change places. The kernel tells of two moves: what the first has put at the second's place, the second
 * takes away again, so that who watches the second entry watches nothing from then on.
 */
function isExchange({ early = [], after = {} }: FilterEvent): boolean {
  return early.length === 2 && early.every(({ gone }) => after[gone] != null);
}

/**
 * An operation of io_uring. Inside io_uring_enter the exit rules for that call are asked first, and the others only if
 * they do not record it; a worker has the io_uring list alone, and its table pass is one for call 0.
 */
export function operationWays(
  standing: Standing,
  event: FilterEvent,
  names: Names,
  starts: readonly Way[] = [NOTHING_HIT],
): readonly Way[] | undefined {
  const { set, paths, start, tree } = standing;
  const isInline = event.syscall !== undefined;
  // The kernel knows no result yet, and reports success.
  const done: FilterEvent = { ...event, exit: 0, success: true, ...(!isInline && { arch: 0, args: [0, 0, 0, 0] }) };
  const trial = { event: done, names: names.of(event.names), hasResult: true, paths, start, tree };
  const operation = { ...trial, event: { ...done, syscall: event.uring_op ?? -1 } };
  let ways: readonly Way[] | undefined = starts;
  if (isInline) ways = listPass(ways, rulesOn(set, LIST_EXIT), trial);
  const isDone = (way: Way): boolean => way.isRecorded;
  const left =
    ways &&
    listPass(
      ways.filter((way) => !isDone(way)),
      rulesOn(set, LIST_IO_URING),
      operation,
    );
  ways = ways && left && [...ways.filter(isDone), ...left];
  const last = isInline ? trial : { ...trial, event: { ...done, syscall: 0 } };
  return ways && tablePass(ways, tableOf(standing), last);
}

/** The names of an event as the filesystem list leaves them. */
export interface Names {
  of(names: readonly EventName[] | undefined): readonly EventName[] | undefined;
}

function listPass(ways: readonly Way[], list: readonly PlacedRule[], trial: Trial): readonly Way[] | undefined {
  return pass(
    ways,
    listed(list),
    (placed) => matches(placed, trial),
    (placed) => placed,
  );
}

function tablePass(ways: readonly Way[], table: InodeTable, trial: Trial): readonly Way[] | undefined {
  if (table.isEmpty) return ways;
  return pass(
    ways,
    table.candidates(trial),
    ({ placed, name }) => matches(placed, { ...trial, name }),
    ({ placed }) => placed,
  );
}

/** The first that matches ends it; where that is not known, both ways are followed. */
function pass<Candidate>(
  ways: readonly Way[],
  candidates: Iterable<Candidate>,
  judge: (candidate: Candidate) => Truth,
  ruleOf: (candidate: Candidate) => PlacedRule,
): readonly Way[] | undefined {
  const followed: Way[] = [];
  let going = ways;
  for (const candidate of candidates) {
    const truth = judge(candidate);
    if (truth === false) continue;
    const placed = ruleOf(candidate);
    going = going.filter((way) => {
      if (way.rule && way.rule.place <= placed.place) return true; // outranked
      followed.push(hit(way, placed));
      return truth === 'unknown';
    });
    if (going.length === 0 || followed.length > WAY_LIMIT) break;
  }
  return withoutDoubles([...followed, ...going]);
}

const lists = new WeakMap<readonly PlacedRule[], readonly PlacedRule[]>();

/** The rules of a list that are not in the inode table. */
function listed(list: readonly PlacedRule[]): readonly PlacedRule[] {
  let rules = lists.get(list);
  if (!rules) {
    rules = list.filter((placed) => !placed.isHash);
    lists.set(list, rules);
  }
  return rules;
}

function hit(way: Way, placed: PlacedRule): Way {
  return { isRecorded: placed.rule.action === ACTION_ALWAYS, key: placed.key ?? way.key, rule: placed };
}

/** `undefined` when there are too many. */
function withoutDoubles(ways: readonly Way[]): readonly Way[] | undefined {
  if (ways.length < 2) return ways;
  const distinct = new Map(ways.map((way) => [`${way.rule?.place} ${way.isRecorded} ${way.key}`, way]));
  return distinct.size > WAY_LIMIT ? undefined : [...distinct.values()];
}

/** Mask and all conditions. */
export function matches(placed: PlacedRule, trial: Trial): Truth {
  let truth = inMask(placed, trial.event);
  for (const condition of placed.rule.fields) {
    if (truth === false) return false;
    truth = both(truth, holdsFor(condition, trial));
  }
  return truth;
}

export function inMask(placed: PlacedRule, event: FilterEvent): Truth {
  return event.syscall === undefined ? 'unknown' : holds(placed.mask, event.syscall);
}
