/** What can stand in the way of a trace: refusals before anything is changed, and warnings about what will be missed. */
import { AuditError } from '../errors.js';
import type { AuditClient } from '../netlink/client.js';
import { ECONNREFUSED, KernelError } from '../netlink/kernel-error.js';
import { decodeRule } from '../rules/decode.js';
import { FIELD_KEY } from '../rules/fields.js';
import { printRule } from '../rules/print.js';
import {
  ACTION_NEVER,
  LIST_EXCLUDE,
  LIST_TASK,
  OPERATOR_EQUAL,
  OPERATOR_NOT_EQUAL,
  type Rule,
  type RuleField,
} from '../rules/rule.js';
import { reasonOf } from '../tables/reason.js';
import type { Machine } from '../tables/syscalls.js';
import type { AuditState } from './presence.js';

const LOCKED = 2;

/** Returns warnings; throws `AuditError` when a trace is impossible. */
export function checkObstacles({ rules }: AuditState, machine: Machine | undefined): readonly string[] {
  const decoded = rules.map((bytes) => decodeRule(bytes));
  const shown = (rule: Rule): string => printRule(rule, { machine });
  return [...taskWarnings(decoded, shown), ...excludeWarnings(decoded, shown)];
}

/** Status and rules; throws `AuditError` when they cannot be told, or not be changed. */
export function checkAccess(client: AuditClient): AuditState {
  const state = stateOf(client);
  if (state.status.enabled === LOCKED) {
    throw refusal('The audit configuration is locked (enabled 2): rules cannot be changed until the next reboot.');
  }
  return state;
}

function stateOf(client: AuditClient): AuditState {
  try {
    return client.snapshot();
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    if (error.errno === ECONNREFUSED) throw refusal('The audit system is disabled', error);
    const why = `Error sending rule list data request (${reasonOf(error.errno)})`;
    throw refusal(`${why}\nError - can't get rule count.`, error);
  }
}

type Shown = (rule: Rule) => string;

/** A task rule decides when a process is made whether its system calls are looked at at all; the first match counts. */
function taskWarnings(rules: readonly Rule[], shown: Shown): readonly string[] {
  const warnings: string[] = [];
  for (const rule of rules) {
    if (rule.list !== LIST_TASK) continue;
    const match = matchesUs(rule.fields);
    if (rule.action !== ACTION_NEVER) {
      if (match === 'yes') break;
      continue;
    }
    if (match === 'yes') {
      throw refusal(`The rule "${shown(rule)}" hides new processes from auditing: nothing would be recorded.`);
    }
    warnings.push(`The rule "${shown(rule)}" hides the processes that it matches.`);
  }
  return warnings;
}

function excludeWarnings(rules: readonly Rule[], shown: Shown): readonly string[] {
  return rules
    .filter(({ list }) => list === LIST_EXCLUDE)
    .map((rule) => `The rule "${shown(rule)}" keeps records out of the trace.`);
}

/** This process' ids by the field numbers of rules; the program will start with the same. */
function ownIds(): ReadonlyMap<number, number | undefined> {
  const [uid, euid] = [process.getuid?.(), process.geteuid?.()];
  const [gid, egid] = [process.getgid?.(), process.getegid?.()];
  return new Map([
    ...([1, 2, 3, 4] as const).map((field) => [field, field === 1 ? uid : euid] as const),
    ...([5, 6, 7, 8] as const).map((field) => [field, field === 5 ? gid : egid] as const),
  ]);
}

function matchesUs(fields: readonly RuleField[]): 'yes' | 'no' | 'unknown' {
  const ids = ownIds();
  let result: 'yes' | 'unknown' = 'yes';
  for (const condition of fields) {
    if (condition.field === FIELD_KEY) continue;
    const id = ids.get(condition.field);
    const isSimple = condition.operator === OPERATOR_EQUAL || condition.operator === OPERATOR_NOT_EQUAL;
    if (id === undefined || !isSimple || 'text' in condition) result = 'unknown';
    else if ((id === condition.value) !== (condition.operator === OPERATOR_EQUAL)) return 'no';
  }
  return result;
}

function refusal(text: string, cause?: unknown): AuditError {
  return new AuditError('trace', text, { cause });
}
