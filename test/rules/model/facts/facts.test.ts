/** The model against the recorded facts, played on paper: files, mounts, processes and calls that lead to each event. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Subject } from '../../../../src/rules/model/event.js';
import { readLines } from '../vectors.js';
import { type Fact, recorded, replayed } from './fact.js';

const folder = path.resolve(import.meta.dirname, '../../../../../shared/spec/vectors/filter');
const skip = existsSync(folder) ? false : 'no recorded facts here';

test('every recorded fact is what the model says', { skip }, () => {
  const [head, ...facts] = readLines<Fact & Processes>(folder, 'facts.jsonl');
  const processes = { ...head?.procs, wk: head?.procs.root ?? {} };
  for (const fact of facts) assert.deepEqual(replayed(fact, processes), recorded(fact), `${fact.id}: ${fact.fact}`);
  assert.ok(facts.length >= 171);
});

interface Processes {
  readonly procs: Readonly<Record<string, Subject>>;
}
