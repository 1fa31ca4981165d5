/** What the kernel decides about an event: the whole way from the task list to the exclude list, without any I/O. */
import { SYSCALL, URINGOP } from '../../tables/generated/record-type.js';
import { recordTypeNumber } from '../../tables/record-types.js';
import { ACTION_ALWAYS, LIST_EXCLUDE, LIST_EXIT, LIST_TASK, LIST_USER } from '../rule.js';
import { conditionName, hasNoReturn, holdsFor, holdsForTask, type Trial } from './conditions.js';
import type { FilterEvent, Subject } from './event.js';
import { exitWays, inMask, NOTHING_HIT, operationWays, type Way } from './exit-list.js';
import { namesLeft } from './filesystem-list.js';
import type { Paths, Tree } from './names.js';
import { matchRecord } from './record-lists.js';
import { type PlacedRule, type RuleSet, ruleSetOfLines, rulesOn } from './rule-set.js';
import { type FileChange, type Standing, standingOf } from './standing.js';
import { both, type Truth } from './truth.js';

export interface DecideOptions {
  /** What the paths of the rules named when these were loaded; `null`: nothing. Others are taken by their text. */
  readonly paths?: Paths;
  /** Mount point → the directory that was bound there (mount --bind) when the rules were loaded. */
  readonly bound?: Tree['bound'];
  /** What happened to files between the loading of the rules and the event, in order. */
  readonly changes?: readonly FileChange[];
}

export interface Decision {
  /** Whether the kernel writes the event; "unknown" when that hangs on something the event does not tell. */
  readonly recorded: Truth;
  /** Keys joined by byte 1, `null` without; `undefined` when it is not known which. */
  readonly key: string | null | undefined;
  /** The rule that decides, as written; `null` when none does. */
  readonly rule: string | null;
  /** One sentence. */
  readonly why: string;
  /** Types of the records that are written, when the event tells its own. */
  readonly types: readonly string[] | undefined;
}

/** Throws `RuleError` for a line that is no rule. */
export function decide(
  rules: readonly string[] | RuleSet,
  event: FilterEvent,
  { paths = {}, ...since }: DecideOptions = {},
): Decision {
  const loaded = 'lists' in rules ? rules : ruleSetOfLines(rules);
  if (event.enabled === 0) return not('auditing was off', null);
  const standing = standingOf(loaded, paths, since);
  return event.user_msg === undefined ? decideCall(standing, event) : decideMessage(standing, event, event.user_msg);
}

/** What the task list made of a new process. */
export interface Context {
  /** `none`: exit rules never see it; `all`: every call is recorded; `normal`; or not known. */
  readonly kind: 'none' | 'all' | 'normal' | 'unknown';
  readonly rule: PlacedRule | undefined;
}

/** `parent`: the process that creates, at that moment. */
export function contextOf(set: RuleSet, parent: Subject): Context {
  for (const placed of rulesOn(set, LIST_TASK)) {
    let truth: Truth = true;
    for (const condition of placed.rule.fields) truth = both(truth, holdsForTask(condition, parent));
    if (truth === 'unknown') return { kind: 'unknown', rule: placed };
    if (truth) return { kind: placed.rule.action === ACTION_ALWAYS ? 'all' : 'none', rule: placed };
  }
  return { kind: 'normal', rule: undefined };
}

function decideCall(standing: Standing, event: FilterEvent): Decision {
  const { set } = standing;
  const context: Context = event.parent ? contextOf(set, event.parent) : { kind: 'normal', rule: undefined };
  const line = context.rule?.line ?? null;
  // Records that the kernel writes by itself are written, whatever becomes of the call.
  const alone = forcedTypes(standing, event);
  if (context.kind === 'none') return not('the task list gave the process no audit context', line, alone);
  if (context.kind === 'unknown') return unknown('whether the task list takes it is not known', line);
  const start = { ...NOTHING_HIT, isRecorded: alone.length > 0 };
  const ways: readonly Way[] | undefined =
    context.kind === 'all'
      ? [{ isRecorded: true, key: context.rule?.key ?? null, rule: context.rule }]
      : waysOf(standing, event, start);
  return ways ? throughExclude(standing, event, ways, alone) : unknown('too much of the event is unknown', null);
}

function waysOf(standing: Standing, event: FilterEvent, start: Way): readonly Way[] | undefined {
  const names = namesLeft(standing.set, event.lookups);
  return event.uring_op === undefined
    ? exitWays(standing, event, names, start)
    : operationWays(standing, event, names, [start]);
}

function throughExclude(
  standing: Standing,
  event: FilterEvent,
  ways: readonly Way[],
  alone: readonly string[],
): Decision {
  const recorded = ways.filter((way) => way.isRecorded);
  // Of several the one that takes the fewest unknown things for true.
  const way = (recorded.length > 0 ? recorded : ways).at(-1);
  const rule = way?.rule?.line ?? null;
  if (recorded.length === 0)
    return not(rule === null ? 'no rule matches' : 'a never rule decides', ways.length === 1 ? rule : null, alone);
  const first = event.uring_op === undefined ? SYSCALL : URINGOP;
  const excluded = matchRecord(rulesOn(standing.set, LIST_EXCLUDE), event, first, standing.paths);
  if (excluded.matches === true) return not(`the record is dropped by ${excluded.rule?.line}`, rule, alone);
  const keys = new Set(recorded.map(({ key }) => key));
  const key = keys.size === 1 ? way?.key : undefined;
  const isSure = recorded.length === ways.length && excluded.matches === false;
  return {
    recorded: isSure || 'unknown',
    key,
    rule,
    why: isSure ? whyRecorded(way) : 'it hangs on what the event does not tell',
    types: recordTypes(standing.set, event)?.filter((type) => isWritten(standing, event, type)),
  };
}

function whyRecorded(way: Way | undefined): string {
  return way?.rule ? 'an always rule decides' : 'a record that the kernel writes by itself makes an event of the call';
}

/** Records of the call that the kernel writes by itself, as far as they are not excluded. */
function forcedTypes(standing: Standing, event: FilterEvent): readonly string[] {
  return (event.forced ?? []).filter((type) => isWritten(standing, event, type));
}

/** The filesystem list takes away names, and with the last one the working directory. */
function recordTypes(set: RuleSet, event: FilterEvent): readonly string[] | undefined {
  const left = namesLeft(set, event.lookups).of(event.names);
  const missing = (event.names?.length ?? 0) - (left?.length ?? 0);
  if (!event.types || missing <= 0) return event.types;
  const last = event.types.lastIndexOf('PATH');
  const without = event.types.filter((_type, i) => i <= last - missing || i > last);
  return left?.length === 0 ? without.filter((type) => type !== 'CWD') : without;
}

function isWritten({ set, paths }: Standing, event: FilterEvent, type: string): boolean {
  const number = recordTypeNumber(type);
  return number === undefined || matchRecord(rulesOn(set, LIST_EXCLUDE), event, number, paths).matches !== true;
}

function decideMessage({ set, paths }: Standing, event: FilterEvent, type: number): Decision {
  const user = matchRecord(rulesOn(set, LIST_USER), event, type, paths);
  const drops = both(user.matches, user.rule?.rule.action !== ACTION_ALWAYS);
  if (drops === true) return not('the user list drops the message', user.rule?.line ?? null);
  const excluded = matchRecord(rulesOn(set, LIST_EXCLUDE), event, type, paths);
  if (excluded.matches === true) return not('the exclude list drops the message', excluded.rule?.line ?? null);
  const isSure = drops === false && excluded.matches === false;
  return {
    recorded: isSure || 'unknown',
    key: null,
    rule: user.rule?.line ?? null,
    why: isSure ? 'messages are written unless a rule drops them' : 'it hangs on what the event does not tell',
    types: event.types,
  };
}

function not(why: string, rule: string | null, types: readonly string[] = []): Decision {
  return { recorded: false, key: null, rule, why, types };
}

function unknown(why: string, rule: string | null): Decision {
  return { recorded: 'unknown', key: undefined, rule, why, types: undefined };
}

/** Per exit rule in order: all conditions that fail, `mask` first; `maybe` those that hang on unknown attributes. */
export interface Failure {
  readonly placed: PlacedRule;
  readonly fails: readonly string[];
  readonly maybe: readonly string[];
}

export function failuresOf(set: RuleSet, event: FilterEvent, { paths = {} }: DecideOptions = {}): readonly Failure[] {
  const trial: Trial = {
    event,
    names: namesLeft(set, event.lookups).of(event.names),
    hasResult: !hasNoReturn(event),
    paths: { ...paths, ...event.after },
    start: paths,
  };
  return rulesOn(set, LIST_EXIT).map((placed) => {
    const results = [
      ['mask', inMask(placed, event)] as const,
      ...placed.rule.fields.map((condition) => [conditionName(condition), holdsFor(condition, trial)] as const),
    ];
    const namesOf = (truth: Truth): readonly string[] =>
      results.filter(([, result]) => result === truth).map(([name]) => name);
    return { placed, fails: namesOf(false), maybe: namesOf('unknown') };
  });
}
