import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { requiredText } from '../../../src/query/field/pattern-text.js';
import { draws } from '../../support/draws.js';

test('the text that every match holds', () => {
  for (const [pattern, text] of [
    ['^/tmp/', '/tmp/'],
    ['cat$', 'cat'],
    ['ab?cd', 'cd'],
    ['ab+cd', 'ab'],
    ['a\\.b', 'a.b'],
    ['x(a|b)yz', 'yz'],
    ['[ab]cd', 'cd'],
    ['a{2}bcd', 'bcd'],
    ['a|b', ''],
    ['(?i)abc', ''],
    ['\\x41bc', ''],
    ['\\Qa.b\\E', ''],
    ['(?:ab)cd', 'cd'],
    ['[[:alpha:]]b', ''],
    ['ab*?cd', 'cd'],
    ['\\d+/bin', '/bin'],
  ] as const) {
    assert.equal(requiredText(pattern), text, pattern);
  }
});

const piece = fc.constantFrom(
  ...[
    'a',
    'b',
    'ab',
    'c',
    '.',
    '^',
    '$',
    '[ab]',
    '[^a]',
    '(a|b)',
    '(?:ab)',
    '(ab',
    ')',
    '\\.',
    '\\d',
    '\\b',
    '|',
    '[a-]',
    '[]a]',
  ],
  ...[
    'a*',
    'b+',
    'c?',
    'a{2}',
    'a{1,2}',
    'b{,2}',
    '{',
    '}',
    'a*?',
    'b+?',
    '(?i)',
    '(?i:a)',
    '(?P<x>a)',
    '\\Q',
    '\\E',
    '\\x61',
    '\\\\',
  ],
);

test('no match is without it, whatever the pattern', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('')),
        fc.string({ unit: fc.constantFrom(...'ab.*+?|()[]{}\\^$,2iQE:'), maxLength: 10 }),
      ),
      fc.array(fc.string({ unit: fc.constantFrom(...'abcA.{}2,\\ '), maxLength: 8 }), { maxLength: 12 }),
      (pattern, texts) => {
        let compiled: RE2JS;
        try {
          compiled = RE2JS.compile(pattern, RE2JS.DOTALL);
        } catch {
          return;
        }
        const needed = requiredText(pattern);
        for (const text of texts)
          if (compiled.test(text)) assert.ok(text.includes(needed), `${pattern}: ${text}: ${needed}`);
      },
    ),
    { numRuns: draws(3000) },
  );
});
