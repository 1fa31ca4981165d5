import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { civilDate, dayNumber } from '../../src/locale/civil.js';
import { cLocale, timeLocale } from '../../src/locale/locale.js';
import { parsePosixZone } from '../../src/locale/posix-tz.js';
import { Zone } from '../../src/locale/zone.js';

const zones = { skip: !existsSync('/usr/share/zoneinfo/America/New_York') };

test('C locale, UTC', () => {
  const locale = cLocale();
  assert.equal(locale.date(1700000000), '11/14/23');
  assert.equal(locale.clock(1700000000), '22:13:20');
  assert.equal(locale.ctime(1699056000), 'Sat Nov  4 00:00:00 2023');
});

test('years beyond those of Date, up to the end of the C calendar', () => {
  const locale = cLocale();
  assert.equal(locale.ctime(253402300800), 'Sat Jan  1 00:00:00 10000');
  assert.equal(locale.ctime(9000000000000000), 'Wed Jul 24 16:00:00 285200616');
  assert.equal(locale.date(7e16), undefined);
  assert.equal(locale.clock(2 ** 63), undefined);
  assert.equal(locale.ctime(2 ** 63), undefined);
});

test('the line with a time is the time and a newline', () => {
  const locales = [cLocale(), timeLocale({ TZ: 'America/New_York', LC_ALL: 'C' }), timeLocale({ TZ: 'XXX-5:45' })];
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.integer({ min: -100_000, max: 4_000_000_000 }), fc.constant(9e15), fc.constant(2 ** 63))),
      (seconds) => {
        for (const locale of locales) {
          for (const sec of seconds) {
            const line = locale.ctimeLine(sec);
            assert.equal(line && Buffer.from(line).toString('latin1'), withNewline(locale.ctime(sec)));
          }
        }
      },
    ),
  );
});

const withNewline = (text: string | undefined): string | undefined => (text === undefined ? undefined : `${text}\n`);

test('calendar days agree with Date', () => {
  fc.assert(
    fc.property(fc.integer({ min: -100_000_000, max: 100_000_000 }), (days) => {
      const date = new Date(days * 86400_000);
      const civil = civilDate(days);
      assert.deepEqual(
        [civil.year, civil.month, civil.day, civil.weekday],
        [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCDay()],
      );
      assert.equal(dayNumber(civil.year, civil.month, civil.day), days);
    }),
  );
});

test('a system zone: both regimes, and reading back', zones, () => {
  const locale = timeLocale({ TZ: 'America/New_York', LC_ALL: 'C' });
  assert.equal(locale.clock(1700000000), '17:13:20');
  const summer = locale.parts(1784137530);
  assert.deepEqual([summer?.hour, summer?.dst, summer?.offset, summer?.zone], [13, true, -14400, 'EDT']);
  assert.equal(locale.parts(4102462800)?.zone, 'EST'); // 2100: by the rules at the end of the file
  assert.equal(summer && locale.zone.second(summer, true), 1784137530);
  assert.equal(summer && locale.zone.second(summer, false), 1784137530 + 3600);
});

test('POSIX rules give the same times as the zone file', zones, () => {
  const file = timeLocale({ TZ: 'Europe/Berlin' });
  const rules = timeLocale({ TZ: 'CET-1CEST,M3.5.0,M10.5.0/3' });
  fc.assert(
    fc.property(fc.integer({ min: 1_000_000_000, max: 8_000_000_000 }), (sec) => {
      assert.deepEqual(rules.parts(sec), file.parts(sec));
    }),
  );
});

test('clocks are changed no more from the year whose days do not fit 32 bits', () => {
  const dayOf = (year: number, month: number): number => dayNumber(year, month, 1) * 86400 + 43200;
  const hours = (tz: string, month: number): readonly (number | undefined)[] =>
    [5_881_580, 5_881_581, 568_000_000].map((year) => timeLocale({ TZ: tz }).parts(dayOf(year, month))?.hour);
  const north = 'NST3:30NDT,M3.2.0,M11.1.0';
  assert.deepEqual(
    [hours(north, 7), hours(north, 1)],
    [
      [9, 8, 8],
      [8, 8, 8],
    ],
  );
  const south = 'AEST-10AEDT,M10.1.0,M4.1.0/3';
  assert.deepEqual(
    [hours(south, 7), hours(south, 1)],
    [
      [22, 23, 23],
      [23, 23, 23],
    ],
  );
});

test('POSIX rules: quoted names, day numbers, nonsense', () => {
  assert.deepEqual(parsePosixZone('<+0330>-3:30')?.standard, { offset: 12600, dst: false, name: '+0330' });
  const zone = parsePosixZone('AAA3BBB,J60/0,300/0');
  assert.ok(zone);
  const at = (sec: number): string | undefined => new Zone([], [], zone.standard, zone).parts(sec)?.zone;
  assert.equal(at(Date.UTC(2024, 2, 1, 2, 59) / 1000), 'AAA');
  assert.equal(at(Date.UTC(2024, 2, 1, 3) / 1000), 'BBB');
  for (const text of ['', 'X', 'AAA', 'AAA3BBB,M13.1.1,M1.1.1', 'AAA3BBB,x,y', '123']) {
    assert.equal(parsePosixZone(text), undefined);
  }
});

test('a locale of the system: formats, names, eras and digits of its own', () => {
  const show = (text: string): string | undefined =>
    timeLocale({ LC_ALL: 'xx_XX.UTF-8', TZ: 'UTC' }, { program: () => text }).date(1700000000);
  assert.equal(show('d_fmt="%-d.%-m.%Y"'), '14.11.2023');
  assert.equal(show('abday="su;mo;tu;we;th;fr;sa"\nd_fmt="%a %e.%b %y"'), 'tu 14.Nov 23');
  assert.equal(show('era="+:1:-543/01/01:+*:E:%EC %Ey"\nd_fmt="%d/%m/%Ey"'), '14/11/2566');
  assert.equal(show(`alt_digits=${Array.from({ length: 100 }, (_, i) => `"d${i}"`).join(';')}\nd_fmt="%Od"`), 'd14');
  assert.equal(show('d_fmt="%F %j %U %V %G %u"'), '2023-11-14 318 46 46 2023 2');
  assert.equal(timeLocale({ LANG: 'xx' }, { program: () => undefined }).date(0), '01/01/70');
});

test('C is never asked of the system', () => {
  const program = (): string => assert.fail('spawned');
  for (const name of ['C', 'POSIX', 'C.UTF-8', 'C.utf8', '']) timeLocale({ LANG: 'C', LC_ALL: name }, { program });
});
