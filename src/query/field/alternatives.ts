/** `exe = a or exe = b or …` as `exe in (a, b, …)`, which is looked up: long lists are often written so. */
import { type Criterion, leaf } from '../criterion.js';
import type { Comparison } from './comparison.js';

/** The same alternatives, those that compare one field with a value together. */
export function gathered(alternatives: readonly Criterion[]): readonly Criterion[] {
  const byField = new Map<string, { readonly comparison: Comparison; readonly values: string[] }>();
  const others: Criterion[] = [];
  for (const one of alternatives) {
    const comparison = one.kind === 'is' && one.name === 'field' ? one.value : undefined;
    if (comparison?.operator !== '=' && comparison?.operator !== 'in') {
      others.push(one);
      continue;
    }
    const { type, field, values } = comparison;
    const name = `${type ?? ''}.${field}`;
    const known = byField.get(name);
    if (known) known.values.push(...values);
    else byField.set(name, { comparison, values: [...values] });
  }
  const together = Array.from(byField.values(), ({ comparison, values }) =>
    leaf('field', values.length === 1 ? comparison : { ...comparison, operator: 'in', values }),
  );
  return [...together, ...others];
}
