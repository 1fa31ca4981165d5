/**
 * The user and exclude lists: rules in order, fields in stored order, with two traps. A label without a security module
 * takes over the result of the field before it, and a field that these lists do not know ends the search of the list.
 */
import { FIELD_EXE, FIELD_MSGTYPE } from '../fields.js';
import { OPERATOR_EQUAL, type RuleField } from '../rule.js';
import { compare } from './compare.js';
import { conditionName, holdsFor, isProgram } from './conditions.js';
import { exactly, type FilterEvent } from './event.js';
import type { Paths } from './names.js';
import type { PlacedRule } from './rule-set.js';
import { negate, type Truth } from './truth.js';

/** `rule`: the first that surely matches; `certain`: whether none before it might. */
export interface RecordMatch {
  readonly rule: PlacedRule | undefined;
  readonly matches: Truth;
}

export function matchRecord(
  rules: readonly PlacedRule[],
  event: FilterEvent,
  recordType: number,
  paths: Paths,
): RecordMatch {
  let open = false;
  let maybe: PlacedRule | undefined;
  for (const placed of rules) {
    const result = tryRule(placed.rule.fields, event, recordType, paths);
    if (result === 'ends') return { rule: maybe, matches: open ? 'unknown' : false };
    if (result === true) return { rule: maybe ?? placed, matches: open ? 'unknown' : true };
    if (result === 'unknown' || result === 'open end') {
      open = true;
      maybe ??= placed;
    }
  }
  return { rule: maybe, matches: open ? 'unknown' : false };
}

function tryRule(
  fields: readonly RuleField[],
  event: FilterEvent,
  recordType: number,
  paths: Paths,
): Truth | 'ends' | 'open end' {
  let result: Truth = false;
  let doubt = false;
  for (const condition of fields) {
    // Without a security module a label takes over the result of the field before.
    if (!isLabel(condition)) {
      if (!isSupported(condition)) return doubt ? 'open end' : 'ends';
      result = holdsInRecord(condition, event, recordType, paths);
    }
    if (result === false) return false;
    if (result === 'unknown') doubt = true;
  }
  return doubt ? 'unknown' : result;
}

/** The conditions of a rule that are asked at all: up to the one that ends the search of the list. */
export function conditionsInRecord(fields: readonly RuleField[]): readonly RuleField[] {
  const asked = fields.filter((condition) => !isLabel(condition));
  const end = asked.findIndex((condition) => !isSupported(condition));
  return end < 0 ? asked : asked.slice(0, end);
}

function isLabel(condition: RuleField): boolean {
  return conditionName(condition).startsWith('subj_');
}

function isSupported(condition: RuleField): boolean {
  return supported.has(conditionName(condition));
}

const supported: ReadonlySet<string> = new Set(['pid', 'uid', 'gid', 'auid', 'msgtype', 'exe']);

/** One of the conditions that these lists know. */
export function holdsInRecord(condition: RuleField, event: FilterEvent, recordType: number, paths: Paths): Truth {
  if (condition.field === FIELD_MSGTYPE && 'value' in condition)
    return compare(condition.operator, exactly(recordType), condition.value);
  if (condition.field === FIELD_EXE && 'text' in condition) {
    const same = isProgram(event, condition.text, paths);
    return condition.operator === OPERATOR_EQUAL ? same : negate(same);
  }
  // Only the real group counts here.
  return holdsFor(condition, { event: { ...event, groups: [] }, names: [], hasResult: false, paths });
}
