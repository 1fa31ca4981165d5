import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cDefinition, readDefinition } from '../../src/locale/definition.js';
import { writeTime } from '../../src/locale/format.js';
import { cLocale } from '../../src/locale/locale.js';
import { scanTime } from '../../src/locale/scan.js';

const thai = readDefinition('d_fmt="%d/%m/%Ey"\nera="+:1:-543/01/01:+*:BE:%EC %Ey"\n');
const persian = readDefinition(
  `d_fmt="%Oy/%Om/%Od"\nalt_digits=${Array.from({ length: 100 }, (_, i) => `"<${i}>"`).join(';')}\n`,
);
const burmese = readDefinition(
  `d_fmt="%OC%Oy %b %Od %A"\nalt_digits=${Array.from({ length: 100 }, (_, i) => `"<${i}>"`).join(';')}\n`,
);
const named = readDefinition('d_fmt="%A %d %B %Y"\nmon="uno;due;tre;q;c;s;l;a;t;o;n;d"\n');

test('what is written is read back, in locales with eras, digits and names of their own', () => {
  const locale = cLocale();
  // Two-digit years reach from 1969 to 2068.
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 3_000_000_000 }),
      fc.constantFrom(cDefinition, thai, persian, named),
      (sec, d) => {
        const parts = locale.parts(sec);
        assert.ok(parts);
        const text = writeTime('%x %X', parts, d);
        const { year, month, day, hour, minute, second } = parts;
        assert.deepEqual(scanTime(text, '%x %X', d), { year, month, day, hour, minute, second, length: text.length });
      },
    ),
  );
});

test('liberties: blanks, names in any case, the form of C as a second try', () => {
  assert.deepEqual(scanTime('  7/ 1/26', '%x', cDefinition), { year: 2026, month: 7, day: 1, length: 9 });
  assert.deepEqual(scanTime('MONDAY 01 Due 2026', '%x', named), { year: 2026, month: 2, day: 1, length: 18 });
  assert.deepEqual(scanTime('11/22/26', '%x', named), { year: 2026, month: 11, day: 22, length: 8 });
  assert.deepEqual(scanTime('12:05:00am', '%r', cDefinition), { hour: 0, minute: 5, second: 0, length: 10 });
  assert.deepEqual(scanTime('25', '%m', cDefinition), { month: 2, length: 1 }); // no month has 25
  assert.deepEqual(scanTime('2024 060', '%Y %j', cDefinition), { year: 2024, month: 2, day: 29, length: 8 });
  for (const text of ['', 'x', '00/01/26', '13/01/26', '1/32/26'])
    assert.equal(scanTime(text, '%x', cDefinition), undefined);
});

test('digits of a locale: one number may be plain, of two the form of C is tried', () => {
  assert.deepEqual(scanTime('26/<7>/<4>', '%x', persian), { year: 2026, month: 7, day: 4, length: 10 });
  assert.deepEqual(scanTime('<26>/7/<4>', '%x', persian), { year: 2026, month: 7, day: 4, length: 10 });
  assert.deepEqual(scanTime('1/3/26', '%x', persian), { year: 2026, month: 1, day: 3, length: 6 });
  assert.deepEqual(scanTime('01/22/25', '%x', burmese), { year: 2025, month: 1, day: 22, length: 8 });
  for (const text of ['26/7/4', '<26>/7/4', '26/<7>/4']) assert.equal(scanTime(text, '%x', persian), undefined, text);
});
