/** `doctor` on the loaded rules: what makes auditing blind or slow. */
import * as field from '../../rules/fields.js';
import { isAll, isEmpty } from '../../rules/mask.js';
import { machineOf, printRule } from '../../rules/print.js';
import * as rule from '../../rules/rule.js';
import { twinOf } from '../../rules/syscall-option.js';
import type { Machine } from '../../tables/syscalls.js';
import { advice, type DoctorFinding, ok, problem } from './finding.js';

export function judgeRules(rules: readonly rule.Rule[], native: Machine | undefined): readonly DoctorFinding[] {
  if (rules.length === 0) {
    return [
      advice('rules', 'No rules are loaded', 'only logins and the like are recorded; load rules with --load-dir'),
    ];
  }
  return [
    ok('rules', `Rules loaded: ${rules.length}`),
    ...blinding(rules, native),
    ...slow(rules, native),
    ...oneSided(rules, native),
  ];
}

/** Rules without a condition that switch auditing off for everybody. */
function blinding(rules: readonly rule.Rule[], native: Machine | undefined): readonly DoctorFinding[] {
  return rules
    .filter(({ fields, mask, list, action }) => {
      if (fields.length > 0) return false;
      if (list === rule.LIST_EXCLUDE) return action === rule.ACTION_ALWAYS || action === rule.ACTION_NEVER;
      return action === rule.ACTION_NEVER && (list === rule.LIST_TASK || (list === rule.LIST_EXIT && isAll(mask)));
    })
    .map((blind) => {
      const what =
        blind.list === rule.LIST_TASK
          ? 'new processes are never audited; remove the rule and restart them'
          : 'it drops every event that comes to it; remove it';
      return problem('rules', `A rule switches auditing off: ${printRule(blind, { machine: native })}`, what);
    });
}

function slow(rules: readonly rule.Rule[], native: Machine | undefined): readonly DoctorFinding[] {
  const without = rules.filter(
    (candidate) =>
      candidate.list === rule.LIST_EXIT &&
      candidate.action === rule.ACTION_ALWAYS &&
      !hasArch(candidate) &&
      !isEmpty(candidate.mask),
  );
  const [first] = without;
  if (!first) return [];
  const example = printRule(first, { machine: native });
  return [
    advice(
      'arch',
      `${without.length} rules have no arch, such as ${example}`,
      'they are tried at every system call; add -F arch=',
    ),
  ];
}

/** Rules for one word size of a machine that runs programs of two. */
function oneSided(rules: readonly rule.Rule[], native: Machine | undefined): readonly DoctorFinding[] {
  const twin = native && twinOf(native);
  if (!native || !twin) return [];
  const seen = new Set(rules.filter((candidate) => machineOf(candidate, native) === twin).map(conditions));
  const alone = rules.filter(
    (candidate) =>
      candidate.list === rule.LIST_EXIT &&
      candidate.action === rule.ACTION_ALWAYS &&
      hasArch(candidate) &&
      machineOf(candidate, native) === native &&
      !seen.has(conditions(candidate)),
  );
  const [first] = alone;
  if (!first) return [];
  const example = printRule(first, { machine: native });
  return [
    advice(
      'arch',
      `Rules without a 32-bit twin: ${alone.length}, such as ${example}`,
      'repeat them with -F arch=b32, or 32-bit programs go unseen',
    ),
  ];
}

function hasArch(candidate: rule.Rule): boolean {
  return candidate.fields.some((condition) => condition.field === field.FIELD_ARCH);
}

/** What a rule asks for apart from arch and system calls, whose numbers differ. */
function conditions(candidate: rule.Rule): string {
  return JSON.stringify(candidate.fields.filter((condition) => condition.field !== field.FIELD_ARCH));
}
