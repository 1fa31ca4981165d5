/** The built package measures text as string-width does, mostly without loading it, and shortens it as cli-truncate does. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import cliTruncate from 'cli-truncate';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { programsMissing } from '../support/run-program.js';

const root = path.resolve(import.meta.dirname, '../..');
const built = path.join(root, 'dist/packages/string-width.cjs');

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
      '→',
      '←',
      '├',
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

test('what few tables need is loaded by those only', { skip: programsMissing }, () => {
  const truncate: typeof cliTruncate = createRequire(import.meta.url)(
    path.join(root, 'dist/packages/cli-truncate.cjs'),
  );
  for (const position of ['start', 'middle', 'end'] as const) {
    assert.equal(
      truncate('/usr/lib/\u6f22\u5b57/x', 8, { position }),
      cliTruncate('/usr/lib/\u6f22\u5b57/x', 8, { position }),
    );
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-'));
  const telling = path.join(folder, 'loaded.cjs');
  writeFileSync(
    telling,
    "process.on('exit', () => require('node:fs').writeSync(2, Object.keys(require.cache).join()));",
  );
  const words = ['-if', path.join(root, 'fixtures/sample.log'), '--summary'];
  const ran = spawnSync(process.execPath, ['-r', telling, path.join(root, 'bin/ts-autrace'), ...words], {
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });
  assert.match(ran.stderr, /packages\/cli-truncate\.cjs/);
  assert.doesNotMatch(ran.stderr, /-whole/);
});
