/** Counting: by hand, in parts, and against another set. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CountBook, DIMENSIONS, Simulation, type SimulationPart } from '../../src/replay/simulation.js';
import { visibilityOf } from '../../src/replay/visibility.js';
import { type RuleSet, ruleSetOfLines } from '../../src/rules/model/rule-set.js';
import { recordedEvents } from './events.js';

const events = await recordedEvents();
const stig = [
  '-a never,exit -F arch=b64 -S execve -F auid=unset',
  '-a always,exit -F arch=b64 -S execve -k exec',
  '-w /etc/passwd -p wa -k identity',
  '-a always,exclude -F msgtype=CWD',
];

function simulated(set: RuleSet, old?: RuleSet): SimulationPart {
  const simulation = new Simulation({ set, old });
  for (const event of events) simulation.add(event);
  return simulation.take();
}

const number = (part: SimulationPart, dimension: (typeof DIMENSIONS)[number], key: string): number =>
  part.counts[dimension].get(key)?.events ?? 0;

test('every event has one outcome, and the dimensions agree', () => {
  const part = simulated(ruleSetOfLines(stig));
  const sum = (dimension: (typeof DIMENSIONS)[number]): number =>
    [...part.counts[dimension].values()].reduce((all, { events: count }) => all + count, 0);
  assert.equal(sum('outcome'), events.length);
  for (const dimension of ['time', 'program', 'user', 'rule program'] as const)
    assert.equal(sum(dimension), number(part, 'outcome', 'recorded'), dimension);
  assert.equal(sum('uncaught'), number(part, 'outcome', 'uncaught'));
  assert.ok(number(part, 'rule', '1') > 0 && number(part, 'rule', '2') > 0);
});

test('parts add up to the whole, however they are cut', () => {
  const set = ruleSetOfLines(stig);
  const simulation = new Simulation({ set, old: undefined });
  const book = new CountBook();
  for (const [i, event] of events.entries()) {
    simulation.add(event);
    if (i % 7 === 0) book.add(simulation.take());
  }
  book.add(simulation.take());
  book.add(simulation.take()); // of no events
  const whole = simulated(set);
  for (const dimension of DIMENSIONS)
    assert.deepEqual(new Map([...book.part.counts[dimension]].sort()), new Map([...whole.counts[dimension]].sort()));
  assert.deepEqual([book.part.first, book.part.last], [whole.first, whole.last]);
});

test('records that the exclude list drops do not count as bytes', () => {
  const withCwd = simulated(ruleSetOfLines(stig.slice(0, 3)));
  const without = simulated(ruleSetOfLines(stig));
  const bytes = (part: SimulationPart): number => part.counts.outcome.get('recorded')?.bytes ?? 0;
  assert.ok(bytes(without) < bytes(withCwd));
  assert.equal(number(without, 'outcome', 'recorded'), number(withCwd, 'outcome', 'recorded'));
});

test('won and lost against another set', () => {
  const [set, old] = [ruleSetOfLines(stig), ruleSetOfLines(['-a always,exit -F arch=b64 -S execve -k exec'])];
  const part = simulated(set, old);
  assert.equal(number(part, 'won', '2'), number(part, 'rule', '2'));
  assert.equal(number(part, 'lost', '0'), number(part, 'rule', '0'));
  const same = simulated(set, set);
  assert.deepEqual([same.counts.won.size, same.counts.lost.size], [0, 0]);
});

test('what the log cannot show is proved where its makers are known, and never guessed', () => {
  const set = ruleSetOfLines(stig);
  const part = simulated(set);
  const shown = (makers?: readonly string[]): readonly string[] =>
    visibilityOf(set, part, makers && ruleSetOfLines(makers)).map((each) => each.shown);
  assert.deepEqual(shown(), ['unknown', 'unknown']);
  assert.deepEqual(shown(['-a always,exit -F arch=b64 -S execve -k exec']), ['all', 'partly']);
  assert.deepEqual(shown(['-w /etc -p wa', '-a always,exit -F arch=b64 -S 59 -F auid!=unset']), ['partly', 'partly']);
});
