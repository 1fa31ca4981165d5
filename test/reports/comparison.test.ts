/** What counts as a difference between two logs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeOf, differences, FacetTotals } from '../../src/reports/comparison.js';
import { facets } from '../../src/reports/facets.js';

function totals(name: string, counts: Readonly<Record<string, number>>): FacetTotals {
  const found = new FacetTotals();
  const counted = facets.map((facet) => new Map(facet.name === name ? Object.entries(counts) : []));
  found.add({ part: { kind: 'facets', counts: counted } });
  return found;
}

test('new and gone, whatever the number; much more and much less only beyond chance', () => {
  assert.equal(changeOf(0, 1, 1), 'new');
  assert.equal(changeOf(1, 0, 1), 'gone');
  assert.equal(changeOf(2, 6, 1), undefined); // three times, but few
  assert.equal(changeOf(100, 150, 1), undefined); // many, but not twice
  assert.equal(changeOf(100, 300, 1), 'more');
  assert.equal(changeOf(300, 100, 1), 'less');
});

test('counts are seen by the time they cover', () => {
  assert.equal(changeOf(100, 1000, 10), undefined); // ten times the time
  assert.equal(changeOf(100, 100, 10), 'less');
  assert.equal(changeOf(1000, 1000, 0.1), 'more');
});

test('differences come by facet, kind and size', () => {
  const before = totals('executable', { '/bin/a': 5, '/bin/gone': 2, '/bin/same': 9 });
  const after = totals('executable', { '/bin/a': 5, '/bin/new1': 1, '/bin/new7': 7, '/bin/same': 9 });
  assert.deepEqual(
    differences(before, after, 1).map(({ change, item }) => `${change} ${item}`),
    ['new /bin/new7', 'new /bin/new1', 'gone /bin/gone'],
  );
  assert.deepEqual(differences(before, before, 1), []);
});
