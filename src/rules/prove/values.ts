/** The attributes that open conditions hang on, with the values to try, and what a condition answers to them. */
import { FIELD_COMPARE } from '../fields.js';
import type { FilterEvent } from '../model/event.js';
import type { RuleField } from '../rule.js';
import type { OpenCondition, Part } from './open-condition.js';
import { possibleOf, type Value, type Variable, variableFor, withAttributes } from './variables.js';

/** Each attribute with values that tell all conditions apart. */
export function variablesFor(base: FilterEvent, conditions: Iterable<OpenCondition>): readonly Variable[] {
  const byAttribute = new Map<string, RuleField[]>();
  const linked: number[] = [];
  for (const { field, parts } of conditions) {
    const attributes = new Set(parts.flatMap((part) => part.attributes));
    for (const name of attributes) {
      const about = byAttribute.get(name);
      if (about) about.push(field);
      else byAttribute.set(name, [field]);
    }
    if ('value' in field && !isComparison(field) && [...attributes].some((name) => /id(@|$)/.test(name)))
      linked.push(field.value);
  }
  return [...byAttribute].map(([name, about]) => {
    const isLinked = about.some((condition) => isComparison(condition));
    const own = about.filter((condition) => !isComparison(condition));
    const variable = variableFor(name, own, isLinked ? [...linked, 0, 1000, 2000] : []);
    return { ...variable, values: possibleOf(base, name, variable.values) };
  });
}

function isComparison(condition: RuleField): boolean {
  return condition.field === FIELD_COMPARE;
}

/** Whether the part holds for these values of its attributes. */
export function answer(base: FilterEvent, part: Part, value: Value, second: Value | undefined): boolean {
  if (part.ofNumber && typeof value === 'number') return part.ofNumber(value);
  const key = typeof value === 'number' && second === undefined ? value : `${value} ${second}`;
  let holds = part.answers.get(key);
  if (holds === undefined) {
    const [one = '', other] = part.attributes;
    const attributes = new Map<string, Value>([[one, value]]);
    if (other !== undefined && second !== undefined) attributes.set(other, second);
    holds = part.holds(withAttributes(base, attributes));
    part.answers.set(key, holds);
  }
  return holds;
}
