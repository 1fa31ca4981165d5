/** Checks that look at a rule among the others: hidden, impossible, or with a gap that another rule should fill. */
import { valueTable } from '../../tables/lookup.js';
import { type Machine, machineByName, syscallNumber } from '../../tables/syscalls.js';
import * as field from '../fields.js';
import { addToMask, emptyMask, isEmpty } from '../mask.js';
import { conditionName } from '../model/conditions.js';
import { holds, type PlacedRule } from '../model/rule-set.js';
import { ACTION_ALWAYS, LIST_EXIT } from '../rule.js';
import { archOf } from './alike.js';
import { leftBy } from './decided.js';
import type { Check, LintOptions } from './defect.js';
import { exitRules } from './exit-rules.js';
import { hidersOf } from './hiders.js';

/** The ABIs that rules tell apart. */
function abisOf({ machine = machineByName('x86_64') }: LintOptions): {
  readonly native: Machine | undefined;
  readonly twin: Machine | undefined;
} {
  return { native: machine, twin: machine?.twin };
}

const impossible: Check = (placed, _set, options) => {
  if (placed.rule.list !== LIST_EXIT || placed.rule.fields.length < 2 || isEmpty(placed.mask)) return undefined;
  // Labels match nothing without a security module; whether there is one is not known here.
  if (placed.rule.fields.some((each) => /^(subj|obj)_(?!uid|gid)/.test(conditionName(each)))) return undefined;
  const { differences, unsettled } = leftBy([], placed, options);
  if (differences.length > 0 || unsettled.length > 0) return undefined;
  return { id: 'never-matches', level: 'error', advice: '', text: 'no event satisfies all its conditions' };
};

const shadowed: Check = (placed, set, options) => {
  const hiders = hidersOf(placed, set, options);
  const [hider] = hiders;
  if (!hider) return undefined;
  const isSame = hiders.length === 1 && hider.rule.action === placed.rule.action && hider.key === placed.key;
  const others = hiders.length > 1 ? ` and ${hiders.length - 1} more` : '';
  return {
    ...{ id: isSame ? 'redundant' : 'shadowed', level: isSame ? 'warning' : 'error' },
    ...{ advice: isSame ? 'delete it' : 'put it in front, or delete it' },
    text: `never reached: all it matches is decided by ${hider.line}${others}`,
  };
};

/** A rule for the native ABI that records; what `never` leaves to 32-bit programs is noise, not a gap. */
const noTwin: Check = (placed, set, options) => {
  const { native, twin } = abisOf(options);
  if (placed.rule.list !== LIST_EXIT || placed.rule.action !== ACTION_ALWAYS) return undefined;
  if (!native || !twin || archOf(placed) !== native.elf) return undefined;
  const { alike, near } = exitRules(set);
  const like = alike(placed).filter((other) => archOf(other) !== native.elf);
  const calls = twinCalls(placed, native, twin).filter(([number]) => !like.some(({ mask }) => holds(mask, number)));
  if (calls.length === 0) return undefined;
  const wanted = asTwin(placed, twin, calls);
  if (!leftBy(near(wanted), wanted, options).differences.some(({ kind }) => kind === 'only first')) return undefined;
  const names = calls.map(([, name]) => name).join(', ');
  return {
    ...{ id: 'no-b32-twin', level: 'warning', advice: 'add the same rule with -F arch=b32' },
    text: `32-bit programs are not seen: ${like.length === 0 ? 'there is no such rule with arch=b32' : `the rule with arch=b32 does not hold ${names}`}`,
  };
};

/** The calls of the rule that the other ABI has, too, by its numbers. */
function twinCalls({ mask }: PlacedRule, native: Machine, twin: Machine): readonly (readonly [number, string])[] {
  return [...valueTable(native.syscalls).names()].flatMap(([number, name]) => {
    const other = holds(mask, number) ? syscallNumber(twin, name) : undefined;
    return other === undefined ? [] : [[other, name] as const];
  });
}

function asTwin(placed: PlacedRule, twin: Machine, calls: readonly (readonly [number, string])[]): PlacedRule {
  const mask = emptyMask();
  for (const [number] of calls) addToMask(mask, number);
  const fields = placed.rule.fields.map((each) =>
    each.field === field.FIELD_ARCH && 'value' in each ? { ...each, value: twin.elf ?? 0 } : each,
  );
  return { ...placed, mask, rule: { ...placed.rule, fields, mask } };
}

export const setChecks: readonly Check[] = [impossible, shadowed, noTwin];
