/** A wrong word in a table stops the build, and is named with its place. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { generateTables } from '../../src/build/tables.js';

const DATA = 'src/tables/data';
const checkout = path.resolve(import.meta.dirname, '../..');
let root = '';

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'ts-audit-tables-'));
  cpSync(path.join(checkout, DATA), path.join(root, DATA), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

const slips: readonly (readonly [file: string, from: string, to: string, problem: RegExp])[] = [
  [
    'field-kinds',
    'exe\tescaped\n',
    'exe\tescapd\n',
    /^src\/tables\/data\/field-kinds\.tsv line \d+, column kind: "escapd" is none of raw, uid, /,
  ],
  ['field-kinds', 'exe\tescaped\n', 'exe\tescaped\nexe\traw\n', /column field: "exe" stands in line \d+ already$/],
  ['record-types', '1300\tSYSCALL', '13oo\tSYSCALL', /record-types\.tsv line \d+, column number: "13oo" is no number$/],
  ['signals', '0x9\tSIGKILL', '0xa\tSIGKILL', /signals\.tsv line 11, column hex: "0xa" is not value in hexadecimal$/],
  ['machines', 'armeb\tno', 'arm64\tno', /column twin: "arm64" does not stand in machines\.tsv \(machine\)$/],
  ['open-flags', '2\t2\t0x2\tO_RDWR', '3\t2\t0x2\tO_RDWR', /column order: "3" is not 2, the place of the line$/],
  [
    'audit-fields',
    'pid\tpid\tint\tno',
    'pid\tpid\tint\tnope',
    /column stored_in_buf: "nope" is neither "yes" nor "no"$/,
  ],
  [
    'audit-fields',
    '\tfilesystem\tfilesystem\n',
    '\tfile system\tfilesystem\n',
    /column lists_auditctl: "file system" does not stand/,
  ],
  ['tty-named-keys', '1\t01\t', '1\t0g\t', /column sequence_hex: "0g" is not made of pairs of hex digits$/],
  ['search-extraction', '\trc4\tnum\t', '\tr4\tnum\t', /column if_missing: "r4" is no answer to a missing token$/],
  ['errno-messages', '2\tENOENT\t', '2\t', /errno-messages\.tsv line 4: 2 columns instead of 3$/],
  [
    'ip-protocols',
    'number\tname',
    'number\tnames',
    /ip-protocols\.tsv line 1: the columns are number, names, expected number, name$/,
  ],
];

for (const [file, from, to, problem] of slips) {
  test(`${file}: ${JSON.stringify(to)}`, () => {
    const place = path.join(root, DATA, `${file}.tsv`);
    const text = readFileSync(place, 'utf8');
    assert.ok(text.includes(from), 'the table holds what is to be changed');
    writeFileSync(
      place,
      text.replace(from, () => to),
    );
    assert.throws(() => generateTables(root), { message: problem });
  });
}

test('a table of which nothing is known', () => {
  writeFileSync(path.join(root, DATA, 'colours.tsv'), 'name\nred\n');
  assert.throws(() => generateTables(root), { message: /^src\/tables\/data\/colours\.tsv has no schema in/ });
});

test('all slips are told at once', () => {
  for (const [file, from, to] of slips.slice(2, 5)) {
    const place = path.join(root, DATA, `${file}.tsv`);
    writeFileSync(
      place,
      readFileSync(place, 'utf8').replace(from, () => to),
    );
  }
  assert.throws(
    () => generateTables(root),
    ({ message }: Error) => message.split('\n').length === 3,
  );
});
