/**
 * Of a set's rules those that can decide what one rule of a policy matches: none that asks for other numbers, and none
 * behind one that asks for no more than it does.
 *
 *   policy: auid>=1000 auid!=unset      set: auid=0 (apart)   auid>=500 (takes it all)   auid>=2000 (never asked)
 */
import { operatorSymbol } from '../rule.js';
import { type OpenCondition, signatureOf } from './open-condition.js';
import type { Residue } from './residue.js';

export function deciding(asking: readonly Residue[], rules: readonly Residue[]): readonly Residue[] {
  const [only] = asking;
  if (!only || asking.length > 1) return rules;
  const known = knownFrom(only);
  const left: Residue[] = [];
  for (const rule of rules) {
    const truths = rule.open.map((condition) => truthWithin(known, condition));
    if (truths.includes(false)) continue;
    left.push(rule);
    if (rule.isFinal && truths.every((truth) => truth === true)) break;
  }
  return left;
}

/** What is known of an event that a rule matches. */
interface Known {
  readonly conditions: ReadonlySet<string>;
  readonly numbers: ReadonlyMap<string, Numbers>;
}

interface Numbers {
  readonly low: number;
  readonly high: number;
  readonly except: readonly number[];
}

const LAST = 0xffffffff;

/** From where to where an operator holds. */
const stretches: Readonly<Record<string, (value: number) => readonly [low: number, high: number]>> = {
  '=': (value) => [value, value],
  '<': (value) => [0, value - 1],
  '<=': (value) => [0, value],
  '>': (value) => [value + 1, LAST],
  '>=': (value) => [value, LAST],
};

function knownFrom({ open }: Residue): Known {
  const numbers = new Map<string, Numbers>();
  for (const condition of open) {
    const asked = numberAsked(condition);
    if (!asked) continue;
    const { low, high, except } = numbers.get(asked.attribute) ?? { low: 0, high: LAST, except: [] };
    const [from, to] = stretches[asked.symbol]?.(asked.value) ?? [0, LAST];
    numbers.set(asked.attribute, {
      low: Math.max(low, from),
      high: Math.min(high, to),
      except: asked.symbol === '!=' ? [...except, asked.value] : except,
    });
  }
  return { conditions: new Set(open.filter(isSimple).map(signatureOf)), numbers };
}

function isSimple({ parts }: OpenCondition): boolean {
  return parts.length === 1;
}

interface Asked {
  readonly attribute: string;
  readonly symbol: string;
  readonly value: number;
}

/** `undefined` for all that does not compare one number of the process. */
function numberAsked({ field, parts: [part] }: OpenCondition): Asked | undefined {
  const [attribute] = part?.attributes ?? [];
  const symbol = operatorSymbol(field.operator);
  if (!part?.ofNumber || attribute === undefined || symbol === undefined || !('value' in field)) return undefined;
  return { attribute, symbol, value: field.value };
}

/** Whether it holds for all events, or for none, of which this is known; `undefined` for neither. */
function truthWithin({ conditions, numbers }: Known, condition: OpenCondition): boolean | undefined {
  if (isSimple(condition) && conditions.has(signatureOf(condition))) return true;
  const asked = numberAsked(condition);
  const known = asked && numbers.get(asked.attribute);
  if (!known) return undefined;
  const { symbol, value } = asked;
  const { low, high, except } = known;
  const isAway = value < low || value > high || except.includes(value);
  if (symbol === '!=') return isAway ? true : low === high ? false : undefined;
  const stretch = stretches[symbol]?.(value);
  if (!stretch) return undefined;
  const [from, to] = stretch;
  if (to < low || from > high || (symbol === '=' && isAway)) return false;
  return from <= low && to >= high ? true : undefined;
}
