import assert from 'node:assert';
import { test } from 'node:test';
import { escapeText } from '../../src/bytes/escape.js';

test('escape modes', () => {
  const text = 'a\nb "x(;~\x7f';
  assert.strictEqual(escapeText(text, 'raw'), text);
  assert.strictEqual(escapeText(text, 'tty'), 'a\\012b "x(;~\x7f');
  assert.strictEqual(escapeText(text, 'shell'), 'a\\012b\\ \\"x\\(;~\x7f');
  assert.strictEqual(escapeText(text, 'shell_quote'), 'a\\012b\\ \\"x\\(\\;~\x7f');
});
