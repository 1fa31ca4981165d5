import assert from 'node:assert/strict';
import { test } from 'node:test';
import { terminalSafe, terminalSafeJson } from '../../src/output/terminal.js';

test('no control of the terminal survives, letters of any language do', () => {
  assert.equal(terminalSafe('a\x1b[2Jb\x7f\t\r\n'), 'a\\033[2Jb\\177\\011\\015\n');
  assert.equal(terminalSafe('\xc2\x9b31m \xc2\x85'), '\\302\\23331m \\302\\205');
  assert.equal(terminalSafe('\xc3\xa4 \xe2\x82\xac \xc2\xa0'), '\xc3\xa4 \xe2\x82\xac \xc2\xa0');
});

test('single bytes that an 8-bit terminal obeys, bytes of letters', () => {
  assert.equal(terminalSafe('\x9b31m \xe2\x82 \xf0\x9f\x98\x80'), '\\23331m \xe2\\202 \xf0\x9f\x98\x80');
});

test('JSON says them in its own way', () => {
  const text = terminalSafeJson('{"a":"\xc2\x85\x7f\xc3\xa4"}\n');
  assert.equal(text, '{"a":"\\u0085\\u007f\xc3\xa4"}\n');
  assert.deepEqual(JSON.parse(Buffer.from(text, 'latin1').toString('utf8')), { a: '\u0085\u007fä' });
});

test('text that would turn its line around is told', () => {
  assert.equal(terminalSafe('exe=\xe2\x80\xaegpj \xe2\x81\xa6'), 'exe=\\342\\200\\256gpj \\342\\201\\246');
  assert.equal(terminalSafeJson('{"a":"\xe2\x80\xae"}'), '{"a":"\\u202e"}');
});
