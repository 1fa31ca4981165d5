/** `doctor` on the loaded rules: what makes auditing blind or slow. */
import * as field from '../../rules/fields.js';
import { isEmpty } from '../../rules/mask.js';
import { machineOf, printRule } from '../../rules/print.js';
import * as rule from '../../rules/rule.js';
import type { Machine } from '../../tables/syscalls.js';
import { judgeBlinding } from './blinding.js';
import { advice, type DoctorFinding, ok } from './finding.js';
import { judgeHidden } from './hidden.js';

export function judgeRules(rules: readonly rule.Rule[], native: Machine | undefined): readonly DoctorFinding[] {
  if (rules.length === 0) {
    const why = 'only logins and the like are recorded';
    return [advice('rules', 'No rules are loaded', why, 'ts-auditctl --load-dir')];
  }
  return [
    ok('rules', `Rules loaded: ${rules.length}`),
    ...judgeBlinding(rules, native),
    ...judgeHidden(rules, native),
    ...slow(rules, native),
    ...oneSided(rules, native),
  ];
}

function slow(rules: readonly rule.Rule[], native: Machine | undefined): readonly DoctorFinding[] {
  const without = rules.filter(
    (candidate) =>
      candidate.list === rule.LIST_EXIT &&
      candidate.action === rule.ACTION_ALWAYS &&
      !hasArch(candidate) &&
      // Rules on a path are found by the file and cost other calls nothing.
      !candidate.fields.some((condition) => condition.field === field.FIELD_PATH) &&
      !isEmpty(candidate.mask),
  );
  const [first] = without;
  if (!first) return [];
  const example = printRule(first, { machine: native });
  return [
    advice(
      'arch',
      `${without.length} rules have no arch, such as ${example}`,
      'they are tried at every system call, and mean other calls in 32-bit programs',
      'add -F arch=b64, and the same with b32',
    ),
  ];
}

/** Rules for one word size of a machine that runs programs of two. */
function oneSided(rules: readonly rule.Rule[], native: Machine | undefined): readonly DoctorFinding[] {
  const twin = native?.twin;
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
      '32-bit programs go unseen',
      'repeat them with -F arch=b32',
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
