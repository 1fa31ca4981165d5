/** What makes a rule expensive, and the way out; in order of effect. */
import { isAll } from '../mask.js';
import { conditionName } from '../model/conditions.js';
import { type PlacedRule, type RuleSet, rulesOn } from '../model/rule-set.js';
import { LIST_EXIT } from '../rule.js';
import { dearInFront } from './field-order.js';
import { MASK_HIT, MASK_MISS } from './prices.js';

/** Empty when the rule is as cheap as its task allows. */
export function adviceFor(placed: PlacedRule, set: RuleSet): readonly string[] {
  return advisers.flatMap((advise) => advise(placed, set) ?? []);
}

type Adviser = (placed: PlacedRule, set: RuleSet) => string | undefined;

const names = (placed: PlacedRule): readonly string[] => placed.rule.fields.map(conditionName);

const needsCalls: Adviser = (placed) =>
  isAll(placed.rule.mask) && !placed.isHash
    ? `it is tried on every call: with -S, or -F arch in front of -F perm, it costs ${MASK_MISS} ns on all others instead of ${MASK_HIT} and its fields`
    : undefined;

const archFirst: Adviser = (placed) => {
  const order = names(placed);
  const arch = order.indexOf('arch');
  return arch > 0 ? 'arch in front of the other fields ends it soonest for the other ABI' : undefined;
};

const DEARER = 9;

const dearLast: Adviser = ({ rule: { fields } }) => {
  const [dear, cheap] = dearInFront(fields, DEARER) ?? [];
  return dear === undefined
    ? undefined
    : `${dear} is dear: put ${cheap} in front of it; on the exit list the order of fields changes nothing else`;
};

const twins: Adviser = (placed, set) => {
  const own = essence(placed);
  const other = rulesOn(set, LIST_EXIT).find((each) => each !== placed && essence(each) === own);
  return other && !placed.isHash
    ? `it differs only in its calls from: ${other.line} (one rule for all of them costs half)`
    : undefined;
};

function essence({ rule: { action, fields } }: PlacedRule): string {
  const texts = fields.map((each) => `${each.field} ${each.operator} ${'text' in each ? each.text : each.value}`);
  return `${action} ${texts.sort().join('\0')}`;
}

const advisers: readonly Adviser[] = [needsCalls, twins, archFirst, dearLast];
