/** What events about one file have shown, at another file that rules treat alike. */
import { decide } from '../model/decide.js';
import { type PlacedRule, type RuleSet, rulesOn } from '../model/rule-set.js';
import { LIST_EXCLUDE, LIST_EXIT, LIST_IO_URING } from '../rule.js';
import { type CallClass, eventOf } from './calls.js';
import { CASE_WORK, type Difference, type Found } from './difference.js';
import { viewOf } from './kinds.js';
import type { Seen } from './memory.js';
import { movedTo, withRules } from './occasion.js';
import { eventsFor, type File } from './shapes.js';
import type { Side } from './sides.js';

/** The two sets, where differences are kept, and how work is told. */
interface Compared {
  readonly sets: readonly [RuleSet, RuleSet];
  readonly sides: readonly [Side, Side];
  readonly found: Found;
  readonly spend: (work: number) => void;
}

/** A call about a file, going its way with that number (`eventsFor`). */
interface Way {
  readonly call: CallClass;
  readonly file: File;
  readonly way: number;
}

/** Those that a rule about the file takes part in. */
export function ownOf(sides: readonly Side[], file: File, seen: readonly Seen[]): readonly Seen[] {
  if (seen.length === 0) return seen;
  const lines = new Set(sides.flatMap((side) => side.about(file).map(({ line }) => line)));
  return seen.filter(({ difference: { one, other } }) => lines.has(one.rule ?? '') || lines.has(other.rule ?? ''));
}

/** By the same events about the other file; `undefined` when they show something else. */
export function movedToFile(
  { sets, sides, found, spend }: Compared,
  { call, file, way }: Way,
  seen: readonly Seen[],
): ReadonlyMap<Difference, Difference> | undefined {
  const form = eventsFor(call.shape, { file })[way];
  if (!form) return undefined;
  const base = { ...form, ...eventOf(call) };
  const left = (set: RuleSet, side: Side): RuleSet =>
    withRules(set, [...side.rulesFor(call, base), ...side.watching(base)]);
  const [one, other] = [left(sets[0], sides[0]), left(sets[1], sides[1])];
  const moved = new Map<Difference, Difference>();
  const work = CASE_WORK + ruleCount(one) + ruleCount(other);
  for (const { difference, event } of seen) {
    spend(work);
    const same = movedTo({ ...event, ...eventOf(call) }, form);
    const twin = found.judge(call, same, decide(one, same), decide(other, same), false);
    if (twin?.kind !== difference.kind) return undefined;
    moved.set(difference, twin);
  }
  return moved;
}

/** The line of a side that is to the other file what this one is to the first; itself, if it is about neither. */
export function counterpartOf(side: Side, call: CallClass, file: File, other: File, line: string): string {
  const view = viewOf(side, call);
  const about = (each: File): readonly PlacedRule[] => side.about(each).filter((placed) => view.mayHold(placed));
  const at = about(file).findIndex((placed) => placed.line === line);
  return about(other)[at]?.line ?? line;
}

/** Of those that an event is put to: on the lists of calls and on the exclude list. */
export function ruleCount(set: RuleSet): number {
  return [LIST_EXIT, LIST_IO_URING, LIST_EXCLUDE].reduce((sum, list) => sum + rulesOn(set, list).length, 0);
}
