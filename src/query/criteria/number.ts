/** Criteria that compare an unsigned number. */
import { type Attributes, type Group, NEVER_SET } from '../../attributes/attributes.js';
import { digitsArgument } from '../../bytes/numeric-argument.js';
import { usage } from '../../errors.js';
import type { NeedleGroup } from '../../log/scan/needle.js';
import type { CriterionKind, CriterionOption } from './descriptor.js';

export const MAX_INT = 2147483647;
export const MAX_UINT = 4294967295;

interface NumberKind {
  readonly group: Group;
  readonly byShape?: true;
  readonly number: (attributes: Attributes) => number;
  readonly prefixes: readonly string[];
  readonly options: readonly CriterionOption[];
}

export function numberCriterion({ group, byShape, number, prefixes, options }: NumberKind): CriterionKind<number> {
  return {
    groups: [group],
    ...(byShape && { byShape }),
    test: (value) => ({ on: 'attributes', holds: (attributes) => number(attributes) === value }),
    needles: (value) => unsigned(value, ...prefixes),
    options,
  };
}

/** None for what a missing field counts as. */
export function unsigned(value: number, ...prefixes: readonly string[]): NeedleGroup | undefined {
  if (value >= NEVER_SET) return undefined;
  return prefixes.map((prefix) => ({ kind: 'unsigned', prefix, value: String(value) }));
}

export function takeProcess(name: 'pid' | 'ppid', title: string): CriterionOption['take'] {
  return (asked, argument) => {
    const value = digitsArgument(argument, MAX_INT);
    if (typeof value === 'string') throw usage(`${title} must be a numeric value, was ${argument}`);
    asked[name] = value;
  };
}
