import assert from 'node:assert/strict';
import { test } from 'node:test';
import { terminalSafe } from '../../src/output/terminal.js';

test('no control of the terminal survives, letters of any language do', () => {
  assert.equal(terminalSafe('a\x1b[2Jb\x7f\t\r\n'), 'a\\033[2Jb\\177\\011\\015\n');
  assert.equal(terminalSafe('\xc2\x9b31m \xc2\x85'), '\\302\\23331m \\302\\205');
  assert.equal(terminalSafe('\xc3\xa4 \xe2\x82\xac \xc2\xa0'), '\xc3\xa4 \xe2\x82\xac \xc2\xa0');
});
