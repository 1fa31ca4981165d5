/** What is wrong with a rule set although it loads. */
import type { RuleSet } from '../model/rule-set.js';
import type { Defect, LintOptions } from './defect.js';
import { ruleChecks } from './rule-checks.js';
import { setChecks } from './set-checks.js';

/** In order of loading; per rule in the order of the checks. */
export function lintRules(set: RuleSet, options: LintOptions = {}): readonly Defect[] {
  const rules = [...set.lists.values()].flat().sort((one, other) => one.loaded - other.loaded);
  return rules.flatMap((rule) =>
    [...ruleChecks, ...setChecks].flatMap((check): Defect[] => {
      const defect = check(rule, set, options);
      return defect ? [{ ...defect, rule }] : [];
    }),
  );
}
