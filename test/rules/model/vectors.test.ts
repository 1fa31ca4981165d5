/** The model against what the kernel did in recorded experiments. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type Decision, decide, failuresOf } from '../../../src/rules/model/decide.js';
import { ruleSetOfLines } from '../../../src/rules/model/rule-set.js';
import { type Experiment, readEvents, readLines, type TaskExperiment } from './vectors.js';

const recorded = path.resolve(import.meta.dirname, '../../../../shared/spec/vectors/filter');
const skip = existsSync(recorded) ? false : 'no recorded experiments here';

function said({ recorded: isRecorded, key, rule, types }: Decision): object {
  return { recorded: isRecorded, key, rule, types };
}

const ours = path.resolve(import.meta.dirname, '../../../fixtures/filter');

test('every experiment of our own is decided as the kernel did', () => {
  const events = readEvents(ours);
  const experiments = readLines<Experiment>(ours, 'experiments.jsonl');
  for (const { id, rules, event, paths, expect } of experiments) {
    const { recorded: isRecorded, key, why } = decide(rules, events.get(event) ?? {}, { paths });
    assert.deepEqual([isRecorded, key], [expect.recorded, expect.key], `${id}: ${why}`);
  }
  assert.ok(experiments.length >= 300);
  assert.ok(experiments.some(({ expect }) => expect.recorded));
});

test('every recorded experiment is decided as the kernel did', { skip }, () => {
  const events = readEvents(recorded);
  let count = 0;
  for (const { id, rules, event, paths, expect, decided_by } of readLines<Experiment>(recorded, 'experiments.jsonl')) {
    const attributes = events.get(event);
    assert.ok(attributes, `${id}: event ${event}`);
    const decision = decide(rules, attributes, { paths });
    assert.equal(decision.recorded, expect.recorded, `${id}: ${decision.why}`);
    assert.equal(decision.key, expect.key, id);
    if (attributes.user_msg === undefined) {
      assert.deepEqual(
        said(decision),
        { recorded: expect.recorded, key: expect.key, rule: decided_by, types: expect.types },
        id,
      );
    }
    count++;
  }
  assert.ok(count >= 6000);
});

test('every condition that fails is named', { skip }, () => {
  const events = readEvents(recorded);
  for (const { id, rules, event, paths, why_not } of readLines<Experiment>(recorded, 'experiments.jsonl')) {
    const attributes = events.get(event);
    if (!why_not || !attributes) continue;
    const failures = [...failuresOf(ruleSetOfLines(rules), attributes, { paths })];
    failures.sort((one, other) => one.placed.loaded - other.placed.loaded);
    assert.deepEqual(
      failures.map(({ fails }) => [...fails].sort()),
      why_not.map((fails) => [...fails].sort()),
      id,
    );
  }
});

test('every recorded fork is decided as the kernel did', { skip }, () => {
  const calls = [110, 39, 231];
  for (const { id, rules, proc, recorded: keys } of readLines<TaskExperiment>(recorded, 'task.jsonl')) {
    for (const syscall of calls) {
      const event = {
        ...proc,
        arch: 0xc000003e,
        syscall,
        args: [0, 0, 0, 0],
        names: [],
        saddr_fam: null,
        parent: proc,
      };
      const { recorded: isRecorded, key } = decide(rules, { ...event, exit: syscall === 231 ? null : 1, exe: null });
      assert.deepEqual([isRecorded, key], [Object.hasOwn(keys, syscall), keys[syscall] ?? null], `${id}: ${syscall}`);
    }
  }
});
