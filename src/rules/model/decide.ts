/** What the kernel decides about an event: the whole way from the task list to the exclude list, without any I/O. */
import { SYSCALL, URINGOP } from '../../tables/generated/record-type.js';
import { recordTypeNumber } from '../../tables/record-types.js';
import { ACTION_ALWAYS, LIST_EXCLUDE, LIST_EXIT, LIST_TASK, LIST_USER } from '../rule.js';
import { conditionName, hasNoReturn, holdsFor, holdsForTask, type Trial } from './conditions.js';
import type { FilterEvent, Subject } from './event.js';
import { exitWays, inMask, operationWays, type Way } from './exit-list.js';
import { namesLeft } from './filesystem-list.js';
import type { Paths } from './names.js';
import { matchRecord } from './record-lists.js';
import { type PlacedRule, type RuleSet, ruleSetOfLines, rulesOn } from './rule-set.js';
import { both, type Truth } from './truth.js';

export interface DecideOptions {
  /** What the paths of the rules name when the event begins; `null`: nothing. Others are taken by their text. */
  readonly paths?: Paths;
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
  { paths = {} }: DecideOptions = {},
): Decision {
  const set = 'lists' in rules ? rules : ruleSetOfLines(rules);
  return event.user_msg === undefined
    ? decideCall(set, event, paths)
    : decideMessage(set, event, event.user_msg, paths);
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

function decideCall(set: RuleSet, event: FilterEvent, paths: Paths): Decision {
  const context: Context = event.parent ? contextOf(set, event.parent) : { kind: 'normal', rule: undefined };
  const line = context.rule?.line ?? null;
  if (context.kind === 'none') return not('the task list gave the process no audit context', line);
  if (context.kind === 'unknown')
    return {
      recorded: 'unknown',
      key: undefined,
      rule: line,
      why: 'whether the task list takes it is not known',
      types: undefined,
    };
  const ways: readonly Way[] | undefined =
    context.kind === 'all'
      ? [{ isRecorded: true, key: context.rule?.key ?? null, rule: context.rule }]
      : waysOf(set, event, paths);
  if (!ways)
    return {
      recorded: 'unknown',
      key: undefined,
      rule: null,
      why: 'too much of the event is unknown',
      types: undefined,
    };
  return throughExclude(set, event, paths, ways);
}

function waysOf(set: RuleSet, event: FilterEvent, paths: Paths): readonly Way[] | undefined {
  const names = namesLeft(set, event.lookups);
  return event.uring_op === undefined ? exitWays(set, event, names, paths) : operationWays(set, event, names, paths);
}

function throughExclude(set: RuleSet, event: FilterEvent, paths: Paths, ways: readonly Way[]): Decision {
  const recorded = ways.filter((way) => way.isRecorded);
  // Of several the one that takes the fewest unknown things for true.
  const way = (recorded.length > 0 ? recorded : ways).at(-1);
  const rule = way?.rule?.line ?? null;
  if (recorded.length === 0)
    return not(rule === null ? 'no rule matches' : 'a never rule decides', ways.length === 1 ? rule : null);
  const first = event.uring_op === undefined ? SYSCALL : URINGOP;
  const excluded = matchRecord(rulesOn(set, LIST_EXCLUDE), event, first, paths);
  if (excluded.matches === true) return not(`the record is dropped by ${excluded.rule?.line}`, rule);
  const keys = new Set(recorded.map(({ key }) => key));
  const key = keys.size === 1 ? way?.key : undefined;
  const isSure = recorded.length === ways.length && excluded.matches === false;
  return {
    recorded: isSure || 'unknown',
    key,
    rule,
    why: isSure ? 'an always rule decides' : 'it hangs on what the event does not tell',
    types: recordTypes(set, event)?.filter((type) => isWritten(set, event, paths, type)),
  };
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

function isWritten(set: RuleSet, event: FilterEvent, paths: Paths, type: string): boolean {
  const number = recordTypeNumber(type);
  return number === undefined || matchRecord(rulesOn(set, LIST_EXCLUDE), event, number, paths).matches !== true;
}

function decideMessage(set: RuleSet, event: FilterEvent, type: number, paths: Paths): Decision {
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
    types: undefined,
  };
}

function not(why: string, rule: string | null): Decision {
  return { recorded: false, key: null, rule, why, types: [] };
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
