/** What is wrong with a rule set although it loads. */
import { machineByName } from '../../tables/syscalls.js';
import type { RuleSet } from '../model/rule-set.js';
import type { Defect, LintOptions } from './defect.js';
import { ruleChecks } from './rule-checks.js';
import { setChecks } from './set-checks.js';
import { ringDefect, siblingChecks } from './sibling-checks.js';

/** Checks of a rule among the others take time with the square of their number. */
const MOST_RULES = 4000;

/** Of all comparisons together. What administrators write takes some thousands, sets that programs write a hundred a rule. */
const WORK_LIMIT = 100_000;
const WORK_PER_RULE = 100;

/** In order of loading; per rule in the order of the checks. */
export function lintRules(set: RuleSet, options: LintOptions = {}): readonly Defect[] {
  const rules = [...set.lists.values()].flat().sort((one, other) => one.loaded - other.loaded);
  const isLarge = rules.length > MOST_RULES;
  const comparing = isLarge ? [] : [...setChecks, ...siblingChecks];
  const ring = ringDefect(set, options.machine ?? machineByName('x86_64'));
  const budget = options.budget ?? { left: WORK_LIMIT + WORK_PER_RULE * rules.length };
  const defects = rules.flatMap((rule) => {
    const isLeft = budget.left >= 0;
    const found = [...ruleChecks, ...(isLeft ? comparing : [])].flatMap((check): Defect[] => {
      const defect = check(rule, set, { ...options, budget });
      return defect ? [{ ...defect, rule }] : [];
    });
    const end = isLeft && budget.left < 0 ? [{ ...tooManyCases, rule }] : [];
    return [...end, ...found, ...(ring?.rule === rule ? [ring] : [])];
  });
  const [first] = rules;
  return first && isLarge ? [{ ...tooMany(rules.length), rule: first }, ...defects] : defects;
}

function tooMany(count: number): Omit<Defect, 'rule'> {
  return {
    ...{ id: 'too-many-rules', level: 'note', advice: '' },
    text: `${count} rules: whether they hide one another was not looked at`,
  };
}

const tooManyCases: Omit<Defect, 'rule'> = {
  ...{ id: 'too-many-cases', level: 'warning', advice: '' },
  text: 'the conditions make too many cases: from here on, whether rules hide one another was not looked at',
};
