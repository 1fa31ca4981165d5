import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TextTable } from '../../src/bytes/text-table.js';

test('places are those of a map, texts come back', () => {
  const bytes = fc
    .array(fc.integer({ min: 0, max: 255 }), { maxLength: 6 })
    .map((codes) => String.fromCharCode(...codes));
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 60 }), (texts) => {
      const table = new TextTable();
      const model = new Map<string, number>();
      for (const text of texts) {
        if (!model.has(text)) model.set(text, model.size);
        assert.equal(table.place(text), model.get(text));
      }
      assert.deepEqual(
        Array.from({ length: table.size }, (_, place) => table.text(place)),
        [...model.keys()],
      );
    }),
  );
});

test('many texts, and some longer than a block, keep their places while the table grows', () => {
  const table = new TextTable();
  const text = (number: number): string =>
    number % 5000 === 7 ? `${number}${'\xff'.repeat(1_100_000)}` : `text ${number}`;
  for (let number = 0; number < 12_000; number++) assert.equal(table.place(text(number)), number);
  for (let number = 0; number < 12_000; number += 7) {
    assert.equal(table.place(text(number)), number);
    assert.equal(table.text(number), text(number));
  }
  assert.equal(table.size, 12_000);
});
