/** Byte strings of which an event holds one if a comparison is to hold. */
import type { NeedleGroup } from '../../log/scan/needle.js';
import { unionOf } from '../needle-group.js';
import type { Comparison } from './comparison.js';
import { sourceOf } from './comparison-test.js';
import { requiredText } from './pattern-text.js';

export function comparisonNeedles(comparison: Comparison): NeedleGroup | undefined {
  const { operator, values } = comparison;
  const source = sourceOf(comparison);
  const [value = ''] = values;
  switch (operator) {
    case 'has':
      return source.presence;
    case '=':
      return source.equalNeedles(value);
    case 'in':
      return union(values.slice(0, MOST + 1).map((one) => source.equalNeedles(one)));
    case 'contains':
      return value === '' ? source.presence : source.textNeedles(value);
    case '~': {
      const text = requiredText(value);
      return text === '' ? undefined : source.textNeedles(text);
    }
    default:
      return undefined;
  }
}

/** More are not searched for. */
const MOST = 12;

function union(groups: readonly (NeedleGroup | undefined)[]): NeedleGroup | undefined {
  const known = groups.filter((group) => group !== undefined);
  return known.length < groups.length ? undefined : unionOf(known);
}
