/** Rules that never record anything, because narrow exceptions in front of them decide all that they match. */
import { hidersOf } from '../../rules/lint/hiders.js';
import { type PlacedRule, ruleSetOf, rulesOn } from '../../rules/model/rule-set.js';
import { printRule } from '../../rules/print.js';
import * as rule from '../../rules/rule.js';
import type { Machine } from '../../tables/syscalls.js';
import { isBlinding } from './blinding.js';
import { type DoctorFinding, problem } from './finding.js';

/** What the comparisons may cost: some thousands are made for the rules that administrators write. */
const WORK_LIMIT = 100_000;

export function judgeHidden(rules: readonly rule.Rule[], native: Machine | undefined): readonly DoctorFinding[] {
  // Broad exceptions are told by themselves, not once more with each rule behind them.
  const narrow = rules.filter((judged, i) => !isBlinding(judged, rules.slice(i + 1), native));
  if (!narrow.some(isException)) return [];
  const set = ruleSetOf(
    narrow.map((each) => ({
      change: { operation: 'add', prepend: false, rule: each },
      line: printRule(each, { machine: native }),
    })),
  );
  const options = { machine: native, budget: { left: WORK_LIMIT } };
  return rulesOn(set, rule.LIST_EXIT)
    .filter((placed) => placed.rule.action === rule.ACTION_ALWAYS)
    .flatMap((placed) => {
      const hiders = hidersOf(placed, set, options);
      return hiders.length > 0 && hiders.every((hider) => isException(hider.rule)) ? [finding(placed, hiders)] : [];
    });
}

function isException({ list, action }: rule.Rule): boolean {
  return list === rule.LIST_EXIT && action === rule.ACTION_NEVER;
}

function finding(placed: PlacedRule, hiders: readonly PlacedRule[]): DoctorFinding {
  const text = `A rule never records anything: ${placed.line}`;
  const why = `all it matches is decided in front of it, by ${hiders.map(({ line }) => line).join(' and ')}`;
  return problem(
    'rules',
    text,
    why,
    'put the exception behind it or take it out of rules.d, then ts-auditctl --load-dir',
  );
}
