/** What proofs say of rules, against every event of the small world: `undefined`, or what is wrong with it. */
import { decide } from '../../../src/rules/model/decide.js';
import type { FilterEvent } from '../../../src/rules/model/event.js';
import { type RuleSet, ruleSetOfLines } from '../../../src/rules/model/rule-set.js';
import { compareSets } from '../../../src/rules/prove/compare.js';
import { coverageOf } from '../../../src/rules/prove/covers.js';
import type { DifferenceKind } from '../../../src/rules/prove/difference.js';
import { witnessText } from '../../../src/rules/prove/witness.js';
import { universe } from './universe.js';

/** Every so many events of the world, from another one on each time. */
export function eventsOf(stride: number): () => Iterable<FilterEvent> {
  let start = 0;
  return function* () {
    start = (start + 1) % stride;
    for (let i = start; i < universe.length; i += stride) {
      const event = universe[i];
      if (event) yield event;
    }
  };
}

function kindOf(one: RuleSet, other: RuleSet, event: FilterEvent): DifferenceKind | 'unknown' | undefined {
  const [left, right] = [decide(one, event), decide(other, event)];
  if (left.recorded === 'unknown' || right.recorded === 'unknown') return 'unknown';
  if (left.recorded !== right.recorded) return left.recorded ? 'only first' : 'only second';
  return left.recorded && left.key !== right.key ? 'key' : undefined;
}

/** Each witness is a difference, and of each kind that an event shows there is one. */
export function faultOfDiff(
  one: readonly string[],
  other: readonly string[],
  events: Iterable<FilterEvent>,
): string | undefined {
  const [first, second] = [ruleSetOfLines(one), ruleSetOfLines(other)];
  const { differences, unsettled } = compareSets(first, second);
  for (const { kind, witness, subject } of differences)
    if (subject === undefined && kindOf(first, second, witness) !== kind)
      return `no difference of the kind '${kind}': ${witnessText(witness)}`;
  if (unsettled.length > 0) return undefined;
  const kinds = new Set(differences.map(({ kind }) => kind));
  for (const event of events) {
    const kind = kindOf(first, second, event);
    if (kind === 'unknown' || (kind && !kinds.has(kind))) return `missed '${kind}': ${witnessText(event)}`;
  }
  return undefined;
}

/** rename, renameat2, link and execve of the world: of two files a rule about the other one may record it all the same. */
const takesTwo: ReadonlySet<number | undefined> = new Set([82, 316, 86, 59]);

export function faultOfCovers(
  wanted: string,
  lines: readonly string[],
  events: Iterable<FilterEvent>,
): string | undefined {
  const [policy, rules] = [ruleSetOfLines([wanted]), ruleSetOfLines(lines)];
  const [coverage] = coverageOf(policy, rules, { knowsObjects: true });
  if (!coverage) return 'no verdict';
  const { verdict, misses } = coverage;
  for (const { witness } of misses)
    if (decide(policy, witness).recorded !== true || decide(rules, witness).recorded === true)
      return `no miss: ${witnessText(witness)}`;
  for (const event of events) {
    if (decide(policy, event).recorded !== true) continue;
    const isGiven = decide(rules, event).recorded === true;
    const isDenied = (verdict === 'absent' || verdict === 'shadowed') && !takesTwo.has(event.syscall);
    const isWrong = isGiven ? isDenied : verdict === 'covered' || verdict === 'covered under another key';
    if (isWrong || verdict === 'asks for nothing' || verdict === 'can never match')
      return `'${verdict}', but: ${witnessText(event)}`;
  }
  return undefined;
}

/** Lines that were written in place of others, and said to be equal. */
export function faultOfRewritten(
  lines: readonly string[],
  written: readonly string[],
  events: Iterable<FilterEvent>,
): string | undefined {
  const [before, after] = [ruleSetOfLines(lines), ruleSetOfLines(written)];
  for (const event of events) {
    const kind = kindOf(before, after, event);
    if (kind) return `'${kind}' after ${written.join('; ')}: ${witnessText(event)}`;
  }
  return undefined;
}

/** Fixes that mean to change what is recorded; what they change is to be said. */
const changing =
  /^fixed: .*\[(?!redundant|never-matches|no-calls|no-condition|never-exclude|slow|slow-order)[a-z0-9-]+\]:/m;

/** `said`: on standard error. */
export function faultOfFix(
  lines: readonly string[],
  written: readonly string[],
  said: string,
  events: Iterable<FilterEvent>,
): string | undefined {
  if (/^equal/m.test(said) || !changing.test(said)) return faultOfRewritten(lines, written, events);
  return faultOfDiff(lines, written, events);
}
