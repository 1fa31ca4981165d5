/** A tree as the expression that it is parsed from. */
import { recordTypeName } from '../../tables/record-types.js';
import { criteria } from '../criteria/list.js';
import type { Criterion, Leaf } from '../criterion.js';
import type { Comparison } from '../field/comparison.js';

/** Criteria of other options than --expr and --where stand in brackets, as these options. */
export function printExpression(tree: Criterion): string {
  if (tree.kind === 'is') return printLeaf(tree);
  if (tree.kind === 'not') return printNegation(tree.of);
  if (tree.of.length === 0) return tree.kind === 'and' ? '[]' : 'not []';
  return tree.of
    .map((part) => (part.kind === 'and' || part.kind === 'or' ? `(${printExpression(part)})` : printExpression(part)))
    .join(` ${tree.kind} `);
}

const NEGATED: ReadonlyMap<string, string> = new Map([
  ['=', '!='],
  ['~', '!~'],
  ['in', 'not in'],
]);

function printNegation(inner: Criterion): string {
  if (inner.kind === 'is') {
    const operator = inner.name === 'field' ? NEGATED.get(inner.value.operator) : undefined;
    return inner.name === 'field' && operator !== undefined
      ? printComparison(inner.value, operator)
      : `not ${printLeaf(inner)}`;
  }
  return inner.kind === 'not' ? `not ${printNegation(inner.of)}` : `not (${printExpression(inner)})`;
}

function printLeaf(one: Leaf): string {
  if (one.name === 'field') return printComparison(one.value, one.value.operator);
  const option = criteria[one.name].options[0]?.spellings[0] ?? one.name;
  return `[${optionArguments(one)
    .map((argument) => `${option} ${argument}`)
    .join(' ')}${isWhole(one) ? ' -w' : ''}]`;
}

function printComparison({ type, field, values, operator }: Comparison, shown: string): string {
  const name = type === undefined ? field : `${recordTypeName(type) ?? `UNKNOWN[${type}]`}.${field}`;
  if (operator === 'has') return `has ${name}`;
  const texts = values.map(printValue);
  return `${name} ${shown} ${operator === 'in' ? `(${texts.join(', ')})` : texts.join('')}`;
}

const KEYWORD = /^(and|or|not|in|has|contains)$/i;

function printValue(value: string): string {
  if (
    /^[^\s()[\]=<>!~&|,"'#\\\x00-\x1f\x7f-\xff][^\s()[\]=<>!~&|,"'\\\x00-\x1f\x7f-\xff]*$/.test(value) &&
    !KEYWORD.test(value)
  ) {
    return value;
  }
  const escaped = value
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replace(/[\x00-\x1f\x7f]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `"${escaped}"`;
}

/** What stands behind the option; several times for what may be repeated. */
function optionArguments(one: Leaf): readonly string[] {
  switch (one.name) {
    case 'success':
      return [one.value === 1 ? 'yes' : 'no'];
    case 'node':
      return one.value.map(printValue);
    case 'type':
      return [one.value.map((type) => recordTypeName(type) ?? String(type)).join(',')];
    default:
      return [printValue(argumentText(one.value))];
  }
}

function argumentText(value: Leaf['value']): string {
  if (typeof value !== 'object') return String(value);
  if ('text' in value) return value.text;
  if ('name' in value && value.name !== undefined) return value.name;
  return 'id' in value && value.id !== undefined ? String(value.id) : 'anybody';
}

function isWhole({ value }: Leaf): boolean {
  return typeof value === 'object' && 'whole' in value && value.whole;
}
