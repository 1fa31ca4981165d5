/** Records and messages, of each type that rules of the user and exclude lists tell apart, by cells of their process. */
import { CONFIG_CHANGE, PATH, SYSCALL, URINGOP, USER_AVC, USER_LOGIN } from '../../tables/generated/record-type.js';
import { recordTypeName } from '../../tables/record-types.js';
import { FIELD_MSGTYPE } from '../fields.js';
import { compare } from '../model/compare.js';
import { conditionName } from '../model/conditions.js';
import { exactly, type FilterEvent } from '../model/event.js';
import { conditionsInRecord, holdsInRecord } from '../model/record-lists.js';
import { type PlacedRule, type RuleSet, rulesOn } from '../model/rule-set.js';
import { LIST_EXCLUDE } from '../rule.js';
import { walkCells } from './cells.js';
import { type Budget, CASE_WORK } from './difference.js';
import type { OpenCondition } from './open-condition.js';
import { type Residue, signed } from './residue.js';
import { completed } from './variables.js';

/** Cells of one type of record, or of one list. */
export const CASE_LIMIT = 50_000;

export function typeName(type: number): string {
  return recordTypeName(type) ?? `type ${type}`;
}

/** Types that processes send. */
export function isMessage(type: number): boolean {
  return type === 1005 || (type >= 1100 && type <= 1199) || (type >= 2100 && type <= 2999);
}

const FIRST_TYPE = 1000;
const LAST_TYPE = 2999;
/** Types that are looked at even if no rule names them. */
const usualTypes = [PATH, SYSCALL, CONFIG_CHANGE, USER_LOGIN, USER_AVC];

export function recordCases(
  sets: readonly RuleSet[],
  lists: readonly number[],
  isAsked: (type: number) => boolean,
  visit: (event: FilterEvent, type: number) => void,
  budget: Budget,
): boolean {
  const rules = sets.map((set) => lists.flatMap((list) => rulesOn(set, list)));
  const count = rules.flat().length;
  // As many types as rules may be asked for each.
  if (count ** 2 > budget.left) budget.left = -1;
  if (budget.left < 0) return false;
  const types = typesApart(rules.flat()).filter(isAsked);
  let isComplete = true;
  budget.left -= count * types.length;
  for (const type of types) {
    if (budget.left < 0) return false;
    const [left = [], right = []] = rules.map((own) => own.flatMap((placed) => recordResidue(placed, type)));
    const walk = walkCells({}, left, right, {
      limit: CASE_LIMIT,
      workLimit: budget.left,
      visit: (attributes) => {
        budget.left -= CASE_WORK + count;
        const { names, args, exit, success, saddr_fam, openat2_flags, ...event } = completed({ names: [] }, attributes);
        visit(event, type);
        return budget.left >= 0;
      },
    });
    budget.left -= walk.work;
    isComplete &&= walk.isComplete && budget.left >= 0;
  }
  return isComplete;
}

/** One type of each kind that the rules tell apart. */
function typesApart(rules: readonly PlacedRule[]): readonly number[] {
  const conditions = rules.flatMap(({ rule }) =>
    rule.fields.flatMap((each) => (each.field === FIELD_MSGTYPE && 'value' in each ? [each] : [])),
  );
  const edges = conditions.flatMap(({ value }) => [value - 1, value, value + 1]);
  const types = new Set([...usualTypes, ...edges].filter((type) => type >= FIRST_TYPE && type <= LAST_TYPE));
  const kinds = new Map<string, number>();
  for (const type of types) {
    const answers = conditions.map(({ operator, value }) => compare(operator, exactly(type), value));
    const kind = `${isMessage(type)} ${answers.join()}`;
    if (!kinds.has(kind)) kinds.set(kind, type);
  }
  return [...kinds.values()];
}

/** A rule as far as its conditions are asked; it splits the space and decides nothing. */
function recordResidue(placed: PlacedRule, type: number): readonly Residue[] {
  const open: OpenCondition[] = [];
  for (const field of conditionsInRecord(placed.rule.fields)) {
    const holds = (event: FilterEvent): boolean => holdsInRecord(field, event, type, {}) === true;
    const truth = holdsInRecord(field, {}, type, {});
    if (truth === false) break;
    if (truth === 'unknown')
      open.push({ field, isAll: false, parts: [{ attributes: [conditionName(field)], holds, answers: new Map() }] });
  }
  return open.length === 0 ? [] : [signed(placed, open, false)];
}

const dropping = new WeakMap<RuleSet, Map<number, readonly Residue[]>>();

/** The exclude rules that may drop the first record of an event. */
export function droppingResidues(set: RuleSet, { uring_op: operation }: FilterEvent): readonly Residue[] {
  const type = operation === undefined ? SYSCALL : URINGOP;
  const known = dropping.get(set) ?? new Map<number, readonly Residue[]>();
  dropping.set(set, known);
  const residues = known.get(type) ?? rulesOn(set, LIST_EXCLUDE).flatMap((placed) => recordResidue(placed, type));
  known.set(type, residues);
  return residues;
}
