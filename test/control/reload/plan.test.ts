/** The way from one set of rules to another, on a model of the kernel's lists. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type KernelRule, kernelRule } from '../../../src/control/reload/kernel-rule.js';
import { planReload, sameRules } from '../../../src/control/reload/plan.js';
import { encodeRule } from '../../../src/rules/encode.js';
import { LIST_EXCLUDE, LIST_EXIT } from '../../../src/rules/rule.js';
import { draws } from '../../support/draws.js';

/** A rule of the model matches the events whose bit is set in `events`. */
interface ModelRule {
  readonly list: number;
  readonly isNever: boolean;
  readonly events: number;
}

const EVENTS = 6;
const EQUAL = 0x40000000;
const FIELD_PERS = 10;

function bytesOf({ list, isNever, events }: ModelRule): KernelRule {
  const mask = new Uint32Array(64).fill(0xffffffff);
  mask[63] = 0xffff;
  const fields = [{ field: FIELD_PERS, operator: EQUAL, value: events }];
  return kernelRule(encodeRule({ list, action: isNever ? 0 : 2, mask, fields }));
}

const eventsOf = ({ bytes }: KernelRule): number => bytes.readUInt32LE((3 + 64 + 64) * 4);

/** The events that a list lets be recorded: those whose first rule says always, and that no exclude rule drops. */
function recorded(rules: readonly KernelRule[]): number {
  let events = 0;
  for (let event = 0; event < EVENTS; event++) {
    const matching = rules.filter((rule) => (eventsOf(rule) >> event) & 1);
    const first = matching.find(({ list }) => list === LIST_EXIT);
    if (first && !first.isNever && !matching.some(({ list }) => list === LIST_EXCLUDE)) events |= 1 << event;
  }
  return events;
}

/** Does what the kernel does with one request, and refuses what it refuses. */
function withRule(rules: readonly KernelRule[], rule: KernelRule, prepend: boolean): readonly KernelRule[] {
  assert.ok(prepend || rules.every(({ id }) => id !== rule.id), 'Rule exists');
  const of = (list: number): KernelRule[] => rules.filter((other) => other.list === list);
  const grown = prepend ? [rule, ...of(rule.list)] : [...of(rule.list), rule];
  return [LIST_EXIT, LIST_EXCLUDE].flatMap((list) => (list === rule.list ? grown : of(list)));
}

function withoutRule(rules: readonly KernelRule[], { id }: KernelRule): readonly KernelRule[] {
  const at = rules.findIndex((rule) => rule.id === id);
  assert.ok(at >= 0, 'No such rule');
  return rules.toSpliced(at, 1);
}

const modelRule = fc.record({
  list: fc.constantFrom(LIST_EXIT, LIST_EXIT, LIST_EXIT, LIST_EXCLUDE),
  isNever: fc.boolean(),
  events: fc.integer({ min: 0, max: (1 << EVENTS) - 1 }),
});

function ordered(rules: readonly ModelRule[]): readonly KernelRule[] {
  const all = rules.map(bytesOf);
  const once = all.filter(({ id }, i) => all.findIndex((rule) => rule.id === id) === i);
  return [LIST_EXIT, LIST_EXCLUDE].flatMap((list) => once.filter((rule) => rule.list === list));
}

/** Two sets with rules in common, in whatever order. */
const twoSets = fc
  .tuple(
    fc.array(modelRule, { maxLength: 8 }),
    fc.array(modelRule, { maxLength: 8 }),
    fc.array(modelRule, { maxLength: 8 }),
  )
  .chain(([old, both, fresh]) =>
    fc.tuple(
      fc.shuffledSubarray([...old, ...both], { minLength: old.length + both.length }),
      fc.shuffledSubarray([...both, ...fresh], { minLength: both.length + fresh.length }),
    ),
  );

test('at every moment at least what both sets record is recorded, and the end is the target in its order', () => {
  fc.assert(
    fc.property(twoSets, ([oldRules, newRules]) => {
      const [from, target] = [ordered(oldRules), ordered(newRules)];
      const common = recorded(from) & recorded(target);
      // As on the real way: what is new stands behind the others already, or not.
      for (const start of [from, newOnesBehind(from, target, common)]) {
        let now = start;
        const check = (): void => assert.equal(recorded(now) & common, common);
        for (const { additions, deletions } of planReload(now, target)) {
          for (const { rule, prepend } of additions) {
            now = withRule(now, rule, prepend);
            check();
          }
          for (const rule of deletions) {
            now = withoutRule(now, rule);
            check();
          }
        }
        assert.ok(sameRules(now, target));
        assert.deepEqual(planReload(now, target), []);
      }
    }),
    { numRuns: draws(2000) },
  );
});

function newOnesBehind(
  from: readonly KernelRule[],
  target: readonly KernelRule[],
  common: number,
): readonly KernelRule[] {
  let now = from;
  for (const rule of target) {
    if (from.some(({ id }) => id === rule.id)) continue;
    now = withRule(now, rule, false);
    assert.equal(recorded(now) & common, common);
  }
  return now;
}

const plain = (events: number, isNever = false): KernelRule => bytesOf({ list: LIST_EXIT, isNever, events });

test('what stays is not touched: rules at the end, rules that go, a rule in front', () => {
  const [a, b, c, d] = [plain(1), plain(2), plain(3), plain(4)];
  assert.ok(a && b && c && d);
  const touched = (from: readonly KernelRule[], to: readonly KernelRule[]): Set<string> =>
    new Set(
      planReload(from, to).flatMap(({ additions, deletions }) => [
        ...additions.map(({ rule }) => rule.id),
        ...deletions.map(({ id }) => id),
      ]),
    );
  for (const stays of [a, b, c]) {
    assert.ok(!touched([a, b, c], [a, b, c, d]).has(stays.id));
    assert.ok(!touched([a, b, d, c], [a, b, c]).has(stays.id));
    assert.ok(!touched([a, b, c], [d, a, b, c]).has(stays.id));
  }
});

test('a rule that stands there twice leaves once', () => {
  const [a, b] = [plain(1), plain(2)];
  let now: readonly KernelRule[] = [a, b, a];
  for (const { additions, deletions } of planReload(now, [b, a])) {
    for (const { rule, prepend } of additions) now = withRule(now, rule, prepend);
    for (const rule of deletions) now = withoutRule(now, rule);
  }
  assert.ok(sameRules(now, [b, a]));
});
