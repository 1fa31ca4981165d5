import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutBlanksAround, withoutBlanksBehind } from '../../src/bytes/blanks.js';

test('blanks are those of the C locale: the last byte of "à" is none', () => {
  const blanks = ' \t\n\v\f\r';
  for (const text of ['', 'a', 'a b', '\xc3\xa0', '\xa0', '\x85', '\x00']) {
    assert.equal(withoutBlanksAround(`${blanks}${text}${blanks}`), text);
    assert.equal(withoutBlanksBehind(`${blanks}${text}${blanks}`), text === '' ? '' : `${blanks}${text}`);
  }
});
