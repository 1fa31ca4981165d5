import assert from 'node:assert';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { paint } from '../../src/output/colour.js';

const RECORD =
  '----\ntype=SYSCALL msg=audit(11/14/23 22:13:20.123:42) : arch=x86_64 success=no exit=EACCES(Permission denied) auid=alice key=k1 \n';

test('paint marks what failed and adds nothing but colour codes', () => {
  const painted = paint(RECORD);
  assert.match(painted, /success=\x1b\[22m\x1b\[31mno\x1b\[39m/);
  assert.strictEqual(stripVTControlCharacters(painted), RECORD);
});

test('paint knows the header of a record whose node ends in 0xA0', () => {
  assert.match(paint('node=\xc3\xa0 type=CWD msg=audit(1:2): cwd=/\n'), /\x1b\[1mCWD\x1b\[22m/);
});

test('paint never changes text', () => {
  const piece = fc.constantFrom(
    'type=',
    'A',
    ' msg=audit(',
    '1:2)',
    ' ',
    'key=',
    '"',
    "'",
    ',',
    'res=',
    'no',
    'avc:  denied',
    '\n',
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(piece).map((pieces) => pieces.join('')),
  );
  fc.assert(
    fc.property(text, (lines) => {
      fc.pre(!/[\x1b\x9b]/.test(lines));
      assert.strictEqual(stripVTControlCharacters(paint(lines)), lines);
    }),
  );
});
