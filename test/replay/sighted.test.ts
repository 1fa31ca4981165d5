/** Which rules an event is tried with: those about its files, and all that are not about one path. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placesIn, rulesNear, sightedOf } from '../../src/replay/sighted.js';
import { ruleSetOfLines, rulesOn } from '../../src/rules/model/rule-set.js';
import { LIST_EXIT } from '../../src/rules/rule.js';

const about = (condition: string): string => `-a always,exit -S all -F ${condition} -k k`;
const lines = ['path=/a/x', 'path=/b/x', 'path=/b/y', 'dir=/b', 'inode=7', 'path=/c//x'].map(about);
const sighted = sightedOf(rulesOn(ruleSetOfLines(lines), LIST_EXIT));

function linesNear(...[event, paths]: Parameters<typeof placesIn>): readonly string[] {
  return rulesNear(sighted, placesIn(event, paths)).map(({ line }) => line);
}

const always = ['dir=/b', 'inode=7', 'path=/c//x'].map(about);
const file = (path: string | null) => ({ path, name: path, ino: 1, dev: [8, 1] as const });

test('rules about other paths are left out, in order of the list', () => {
  assert.deepEqual(linesNear({ names: [file('/z')] }, {}), always);
  assert.deepEqual(linesNear({ names: [file('/b/y')] }, {}), [about('path=/b/y'), ...always]);
  assert.deepEqual(linesNear({ names: [], early: [{ gone: '/b/y', names: [] }] }, {}), [about('path=/b/y'), ...always]);
});

test('an entry is looked for in every folder that the event knows, as two may be one', () => {
  const folder = { dev: [8, 1] as const, ino: 2 };
  const near = linesNear({ names: [file('/a/x')] }, { '/a': folder, '/b': folder });
  assert.deepEqual(near, [about('path=/a/x'), about('path=/b/x'), ...always]);
});

test('all rules where the event does not tell where its files are', () => {
  assert.deepEqual(linesNear({ names: [file(null)] }, {}), lines);
  assert.deepEqual(linesNear({}, {}), lines);
  assert.deepEqual(linesNear({ names: [{ path: null, ino: null }] }, {}), always, 'what is not there is no file');
  const many = Array.from({ length: 100 }, (_, i) => file(`/z/${i}`));
  assert.deepEqual(linesNear({ names: many }, {}), lines);
});
