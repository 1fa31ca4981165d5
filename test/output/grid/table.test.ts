import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { Out } from '../../../src/bytes/out.js';
import { toBytes } from '../../../src/bytes/text.js';
import type { GridColumn } from '../../../src/output/grid/grid.js';
import { tableLayout } from '../../../src/output/grid/table.js';
import { draws } from '../../support/draws.js';

const columns: readonly GridColumn[] = [
  { key: 'time', title: 'time', whole: true },
  { key: 'file', title: 'file' },
  { key: 'exe', title: 'exe' },
  { key: 'event', title: 'event', numeric: true },
];

/** Cells are Unicode. */
function drawn(rows: readonly (readonly string[])[], width: number | undefined): string {
  let text = '';
  const out = new Out((chunk) => {
    text += chunk.toString('utf8');
  });
  const layout = tableLayout(columns, out, { width, colour: false });
  for (const cells of rows) layout.row({ cells: cells.map(toBytes) });
  layout.end();
  out.flush();
  return text;
}

const day = '11/22/26';

test('what is said of all rows, the date, and the ends of paths', () => {
  const rows = [
    [`${day} 10:00:00`, '/srv/payroll/of/the/whole/house/salaries.csv', '/bin/cat', '1'],
    [`${day} 10:00:01`, '/etc/shadow', '/bin/cat', '2'],
    ['11/23/26 00:00:00', '', '/bin/cat', '3'],
  ];
  assert.equal(
    drawn(rows, 34),
    `in each row: exe /bin/cat
time      file               event
────────  ─────────────────  ─────
11/22/26
10:00:00  …e/salaries.csv        1
10:00:01  /etc/shadow            2
11/23/26
00:00:00                         3
`.replaceAll('…e/salaries.csv  ', '…use/salaries.csv'),
  );
  assert.match(
    drawn(rows, 20),
    /^#1\ntime: 11\/22\/26 10:00:00\nfile: \/srv\/payroll\/of.*salaries.csv\nexe: \/bin\/cat\nevent: 1\n\n#2\n/,
  );
  assert.match(drawn(rows, undefined), /^# {2}time {15}file {42}exe {7}event\n/);
});

test('a later row that the table has no room for begins another one', () => {
  const short = Array.from({ length: 200 }, (_, i) => [`${day} 10:00:00`, '/a', '/b', String(i)]);
  const text = drawn([...short, [`${day} 10:00:00`, '/other/and/longer/than/that', '/b', '200']], 40);
  assert.equal(text.match(/^ +#|^time|^#/gm)?.length, 2);
  assert.match(text, /longer\/than\/that/);
});

test('property: no line is wider than the window unless rows are blocks, and no value is lost', () => {
  const name = fc.oneof(
    fc.stringMatching(/^[a-z/]{0,60}$/),
    fc.constantFrom('秘密文書', '🚀🚀', 'e\u0301', '/usr/bin/秘密/🚀', ''),
  );
  const row = fc.tuple(
    fc.constantFrom(`${day} 10:00:00`, '11/23/26 11:00:00.5', 'never'),
    name,
    name,
    fc.nat(9999).map(String),
  );
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 230 }), fc.integer({ min: 1, max: 200 }), (rows, width) => {
      const text = drawn(rows, width);
      const isBlocks = /^#1$/m.test(text);
      for (const line of text.split('\n'))
        assert.ok(isBlocks || line.startsWith('in each row: ') || stringWidth(line) <= width, line);
      if (isBlocks) for (const [, file] of rows) assert.ok(file === '' || text.includes(`file: ${file}\n`));
      for (const [, , , event] of rows) assert.ok(text.includes(event));
    }),
    { numRuns: draws(60) },
  );
});
