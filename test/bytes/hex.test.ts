import assert from 'node:assert';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeString, hex, unhex } from '../../src/bytes/hex.js';

test('unhex undoes hex', () => {
  const bytes = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) });
  fc.assert(fc.property(bytes, (text) => assert.strictEqual(unhex(hex(text)), text)));
});

test('logged strings', () => {
  const cases = {
    '"ls"': 'ls',
    '6C7': 'l',
    a: 'a',
    ab: '\xab',
    '00': '00',
    '004142': 'AB',
    '0000': '',
    '000041': '',
    '(null)x': '(null)',
    '(abc': '(abc',
    '"abc': ' ',
    '610062': 'a',
    '': '',
  };
  for (const [value, text] of Object.entries(cases)) assert.strictEqual(decodeString(value), text, value);
});
