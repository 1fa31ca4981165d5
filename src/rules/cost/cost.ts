/** What the filter does for one call, rule by rule, at the prices of `prices.ts`. */
import { FIELD_KEY } from '../fields.js';
import { conditionName, hasNoReturn, holdsFor, type Trial } from '../model/conditions.js';
import { decide } from '../model/decide.js';
import type { FilterEvent } from '../model/event.js';
import { inMask } from '../model/exit-list.js';
import { type PlacedRule, type RuleSet, rulesOn } from '../model/rule-set.js';
import type { Truth } from '../model/truth.js';
import { LIST_EXIT } from '../rule.js';
import * as prices from './prices.js';

/** Nanoseconds. */
export interface CallCost {
  /** Being audited at all. */
  readonly base: number;
  /** The exit rules, by place in their set; those that are not looked at are not there. */
  readonly rules: ReadonlyMap<PlacedRule, number>;
  /** Writing the event; 0 when it is not recorded. */
  readonly writing: number;
}

/** What is unknown of the event is taken to go on: an upper bound. */
export function costOf(set: RuleSet, event: FilterEvent): CallCost {
  const names = event.names?.length ?? 0;
  const exit = rulesOn(set, LIST_EXIT);
  if (exit.length === 0)
    return { base: names > 0 ? prices.BASE_WITH_NAMES : prices.BASE_WITHOUT_NAMES, rules: new Map(), writing: 0 };
  const trial: Trial = { event, names: event.names, hasResult: !hasNoReturn(event), paths: {} };
  const rules = new Map<PlacedRule, number>();
  for (const placed of exit) {
    if (placed.isHash) continue;
    const { cost, matches } = tried(placed, trial);
    rules.set(placed, cost);
    if (matches === true) break;
  }
  for (const placed of exit) if (placed.isHash) addFiled(placed, trial, rules);
  const isRecorded = decide(set, event).recorded === true;
  const base = names > 0 ? prices.BASE_WITH_NAMES + names * prices.TABLE_LOOKUP : prices.BASE_WITHOUT_NAMES;
  return { base, rules, writing: isRecorded ? prices.RECORDED_EVENT + recordsOf(event) * prices.RECORD : 0 };
}

/** SYSCALL, PROCTITLE, EOE, with names CWD and a PATH each. */
function recordsOf({ types, names = [] }: FilterEvent): number {
  return types?.length ?? 3 + (names.length > 0 ? 1 + names.length : 0);
}

function tried(placed: PlacedRule, trial: Trial): { readonly cost: number; readonly matches: Truth } {
  let matches = inMask(placed, trial.event);
  if (matches === false) return { cost: prices.MASK_MISS, matches };
  let cost = prices.MASK_HIT;
  const names = trial.names?.length ?? 0;
  const groups = trial.event.groups?.length ?? 0;
  for (const condition of placed.rule.fields) {
    if (condition.field === FIELD_KEY) continue;
    cost += prices.fieldPrice(conditionName(condition), names, groups);
    const truth = holdsFor(condition, trial);
    if (truth === false) return { cost, matches: false };
    if (truth === 'unknown') matches = 'unknown';
  }
  return { cost, matches };
}

/** A rule of the table costs only where it is filed for one of the names. */
function addFiled(placed: PlacedRule, trial: Trial, rules: Map<PlacedRule, number>): void {
  const filed = trial.names?.filter(({ path, ino }) =>
    placed.path === undefined ? placed.inode === Number(ino ?? -1) : placed.path === path,
  );
  const cost = (filed ?? []).reduce((sum, name) => sum + tried(placed, { ...trial, name }).cost, 0);
  if (cost > 0) rules.set(placed, cost);
}

/** Of one call, all in all. */
export function totalOf({ base, rules, writing }: CallCost): number {
  return base + rulesTotal({ rules }) + writing;
}

export function rulesTotal({ rules }: Pick<CallCost, 'rules'>): number {
  let sum = 0;
  for (const cost of rules.values()) sum += cost;
  return sum;
}
