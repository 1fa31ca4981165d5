/** Costs as measured on a kernel: 100 rules of a kind, nanoseconds added to a getppid or a stat. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adviceFor } from '../../../src/rules/cost/advice.js';
import { costOf, totalOf } from '../../../src/rules/cost/cost.js';
import { ordinaryEvent, usualWorkload, workloadCost, workloadOf } from '../../../src/rules/cost/workload.js';
import type { FilterEvent } from '../../../src/rules/model/event.js';
import { ruleSetOfLines, rulesOn } from '../../../src/rules/model/rule-set.js';
import { LIST_EXIT } from '../../../src/rules/rule.js';

const ids = { uid: 0, euid: 0, suid: 0, fsuid: 0, gid: 0, egid: 0, sgid: 0, fsgid: 0, groups: [1, 2, 3, 4], auid: 0 };
const getppid: FilterEvent = {
  ...ids,
  ...{ arch: 0xc000003e, syscall: 110, names: [], args: [9e5, 9e5, 9e5, 9e5], exit: 0, success: true },
  ...{ exe: { path: '/bin/x' }, saddr_fam: null, pid: 1, ppid: 1, ses: 1, pers: 0 },
};
const stat: FilterEvent = {
  ...getppid,
  syscall: 4,
  names: [
    { name: '/f', path: '/f', nametype: 'NORMAL', ino: 5, dev: [8, 1], rdev: [0, 0], mode: 0o100644, ouid: 0, ogid: 0 },
  ],
};

/** [what each of the rules is, measured for getppid, for stat] */
const measured: readonly (readonly [rule: (i: number) => string, getppid: number, stat?: number])[] = [
  [(i) => `-a always,exit -F arch=b64 -S sethostname -F a0=${i}`, 578, 1265],
  [(i) => `-a always,exit -S 110 -F uid=${7000 + i}`, 2240],
  [(i) => `-a always,exit -F arch=b64 -S 110 -F uid=${7000 + i}`, 3214],
  [(i) => `-a always,exit -S 110 -F gid=${7000 + i}`, 3207],
  [(i) => `-a always,exit -S 110 -C uid!=euid -F a0=${i}`, 2364],
  [(i) => `-a always,exit -S 110 -F exe=/bin/p${i}`, 6552],
  [(i) => `-a always,exit -S all -F dir=/d${i}`, 1442, 2056],
  [(i) => `-a always,exit -F path=/p${i}`, 201, 934],
  [(i) => `-a always,exit -S 4 -F obj_uid=${7000 + i}`, 578, 3594],
  [(i) => `-a always,exit -F path=/f -F uid=${7000 + i}`, 201, 3853],
  [(i) => (i === 0 ? '-a never,exit -S 110' : `-a always,exit -S 110 -F uid=${7000 + i}`), 237],
];

test('the model is within a quarter of what was measured', () => {
  for (const [rule, onGetppid, onStat] of measured) {
    const set = ruleSetOfLines(Array.from({ length: 100 }, (_, i) => rule(i)));
    const check = (event: FilterEvent, ns: number | undefined): void => {
      if (ns === undefined) return;
      const ratio = totalOf(costOf(set, event)) / ns;
      assert.ok(ratio > 0.75 && ratio < 1.25, `${rule(0)}: ${ratio}`);
    };
    check(getppid, onGetppid);
    check(stat, onStat);
  }
});

test('a recorded event costs more than any rule', () => {
  const { writing, rules } = costOf(ruleSetOfLines(['-a always,exit -S 110']), getppid);
  assert.ok(writing > 20 * Math.max(...rules.values()));
  assert.equal(costOf(ruleSetOfLines([]), getppid).rules.size, 0);
});

test('a workload weighs rules by the calls that it has', () => {
  const set = ruleSetOfLines(['-a always,exit -S 110 -F exe=/bin/p', '-a always,exit -S 39 -F uid=7']);
  const arch = 0xc000003e;
  const [first, second] = workloadCost(
    set,
    workloadOf([
      { event: ordinaryEvent(arch, 110), count: 3 },
      { event: ordinaryEvent(arch, 39), count: 1 },
    ]),
  ).byRule;
  assert.deepEqual([first?.mean, second?.mean], [(3 * 64 + 4) / 4, (3 * 4 + 20) / 4]);
  assert.ok(Math.abs(usualWorkload().reduce((sum, { share }) => sum + share, 0) - 1000) < 1e-6);
});

test('the way out is named', () => {
  const advice = (lines: readonly string[]): string => {
    const set = ruleSetOfLines(lines);
    return rulesOn(set, LIST_EXIT)
      .flatMap((placed) => adviceFor(placed, set))
      .join('\n');
  };
  assert.match(advice(['-a always,exit -F dir=/d -k k']), /tried on every call/);
  assert.match(advice(['-a always,exit -S 5 -F exe=/x -F auid>=1000 -k k']), /put auid in front/);
  assert.match(advice(['-a always,exit -F uid=1 -F arch=b32 -S 5 -k k']), /arch in front/);
  assert.match(
    advice(['-a always,exit -S 5 -F uid=1 -k k', '-a always,exit -S 6 -F uid=1 -k k']),
    /differs only in its calls/,
  );
  assert.equal(advice(['-a always,exit -F arch=b64 -S open -F uid=1 -k k']), '');
});
