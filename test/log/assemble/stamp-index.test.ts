/** Slots are found by the hash of their stamp as long as they are in the index. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { StampIndex } from '../../../src/log/assemble/stamp-index.js';

/** Slots of a chain, as the assembler walks it. */
function chainOf(index: StampIndex, hash: number): readonly number[] {
  const slots: number[] = [];
  for (let slot = index.first(hash); slot >= 0; slot = index.next(slot)) {
    slots.push(slot);
    assert.ok(slots.length <= 5000, 'a chain has an end');
  }
  return slots;
}

test('what was put in is found until it is taken out', () => {
  const step = fc.record({ hash: fc.oneof(fc.nat(5), fc.integer()), leaves: fc.option(fc.nat(), { freq: 2 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (all) => {
      const index = new StampIndex();
      const held = new Map<number, number>();
      for (const [slot, { hash, leaves }] of all.entries()) {
        index.add(slot, hash);
        held.set(slot, hash);
        const gone = leaves === null ? undefined : [...held.keys()][leaves % held.size];
        if (gone === undefined) continue;
        index.remove(gone);
        held.delete(gone);
      }
      for (const { hash } of all) {
        const chain = chainOf(index, hash);
        const wanted = [...held].flatMap(([slot, other]) => (other === hash ? [slot] : []));
        assert.ok(wanted.every((slot) => chain.includes(slot)));
        assert.ok(chain.every((slot) => held.has(slot)));
        assert.equal(new Set(chain).size, chain.length);
      }
    }),
  );
});

test('chains stay short, however many are put in', () => {
  const index = new StampIndex();
  const COUNT = 5000;
  for (let slot = 0; slot < COUNT; slot++) index.add(slot, slot);
  for (let slot = 0; slot < COUNT; slot++) {
    const chain = chainOf(index, slot);
    assert.ok(chain.includes(slot));
    assert.equal(chain.length, 1);
  }
  for (let slot = 0; slot < COUNT; slot++) index.remove(slot);
  for (let slot = 0; slot < COUNT; slot++) assert.equal(index.first(slot), -1);
  // Those that left do not count: with as many again it need not grow.
  for (let slot = 0; slot < 8000; slot++) index.add(slot, slot);
  assert.equal(chainOf(index, 1).length, 1);
  assert.equal(index.first(8192), 0, 'no more than one chain each');
});

test('the same stamp has the same hash, others seldom, whatever the index', () => {
  const first = Array.from({ length: 20 }, () => {
    const index = new StampIndex();
    const hashes = Array.from({ length: 1000 }, (_, serial) => index.hash(1_700_000_000, 7, serial));
    assert.equal(new Set(hashes).size, 1000);
    assert.equal(index.hash(5, 6, 7), index.hash(5, 6, 7));
    return hashes[500];
  });
  assert.ok(new Set(first).size > 15, 'each has a seed of its own');
  const index = new StampIndex();
  const seconds = Array.from({ length: 1000 }, (_, sec) => index.hash(1_700_000_000 + sec, 7, 1));
  const millis = Array.from({ length: 1000 }, (_, milli) => index.hash(1_700_000_000, milli, 1));
  for (const hashes of [seconds, millis]) assert.ok(new Set(hashes).size > 900);
});

test('stamps that differ in their high halves only fall into many chains', () => {
  const index = new StampIndex();
  const far = Array.from({ length: 1000 }, (_, i) => i * 2 ** 32);
  const of = (name: string, hashes: readonly number[]): void => {
    const chains = new Set(hashes.map((hash) => hash & 1023));
    assert.ok(chains.size > 300, `${name}: ${chains.size} chains`);
  };
  of(
    'serial',
    far.map((more) => index.hash(1_700_000_000, 7, 1 + more)),
  );
  of(
    'second',
    far.map((more) => index.hash(1_700_000_000 + more, 7, 1)),
  );
  of(
    'usual',
    far.map((_, i) => index.hash(1_700_000_000 + (i >> 3), (i * 37) % 1000, 5000 + i)),
  );
});
