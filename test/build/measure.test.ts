/** The built package measures text as string-width does, mostly without loading it. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { programsMissing } from '../support/run-program.js';

const built = path.resolve(import.meta.dirname, '../../dist/packages/string-width.cjs');

test('widths of plain, coloured and foreign text', { skip: programsMissing }, () => {
  const measure: typeof stringWidth = createRequire(import.meta.url)(built);
  const piece = fc.oneof(
    fc.string(),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      '\x1b[1m',
      '\x1b[38;5;9m',
      '\x1b[0',
      '×',
      '©',
      '\xad',
      '\ufe0f',
      '…',
      '─',
      '█',
      '漢',
      '\n',
      '\t',
      '\x7f',
      'é',
    ),
  );
  const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
  fc.assert(fc.property(text, (sample) => assert.equal(measure(sample), stringWidth(sample))));
  const counting = { countAnsiEscapeCodes: true };
  assert.equal(measure('\x1b[1mx', counting), stringWidth('\x1b[1mx', counting));
});
