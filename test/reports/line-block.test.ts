/** Rows keep their numbers where they follow each other, and get others where they do not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Out } from '../../src/bytes/out.js';
import { joinedLines, LineBlock, writeLines } from '../../src/reports/line-block.js';
import type { LinesPart } from '../../src/reports/part.js';

function text(parts: readonly LinesPart[], before = 0, most = Number.POSITIVE_INFINITY): string {
  let written = '';
  let count = before;
  const out = new Out((chunk) => {
    written += chunk.toString('latin1');
  });
  for (const part of parts) count += writeLines(part, count, most - count, out);
  out.flush();
  return written;
}

function block(lines: readonly string[], from = new LineBlock()): LinesPart {
  for (const line of lines) from.add(line);
  return from.take();
}

/** Rows may hold anything, and need not end with a newline. */
const rows = fc.array(fc.constantFrom('a\n', 'b. c\n', '\n', '7. \n\n', 'x '), { maxLength: 30 });
const numbered = (lines: readonly string[], before = 0): string =>
  lines.map((line, i) => `${before + i + 1}. ${line}`).join('');

test('blocks of one gatherer, and blocks of several', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(rows, fc.boolean())), fc.nat(200), fc.nat(60), (drawn, before, most) => {
      const own = new LineBlock();
      const parts = drawn.map(([lines, isOwn]) => block(lines, isOwn ? own : undefined));
      const all = drawn.flatMap(([lines]) => lines);
      assert.equal(text(parts, before), numbered(all, before));
      assert.equal(text(parts, 0, most), numbered(all.slice(0, most)));
      const empty = block([]);
      assert.equal(
        text([parts.reduce((one, other) => joinedLines(one, other, most), empty)]),
        numbered(most > 0 ? all.slice(-most) : []),
      );
    }),
  );
});

test('rows that were written elsewhere', () => {
  const own = new LineBlock();
  own.add('first\n');
  own.begin(Uint32Array.of(own.place, own.place + 9));
  own.writeBytes(Buffer.from('..2. second3. third\n'), 2);
  own.add('fourth\n');
  const part = own.take();
  assert.equal(own.number, 4);
  assert.equal(text([part]), '1. first\n2. second3. third\n4. fourth\n');
  assert.equal(text([part], 8), '9. first\n10. second11. third\n12. fourth\n');
});
