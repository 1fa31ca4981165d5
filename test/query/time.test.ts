import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { AuditError } from '../../src/errors.js';
import { cLocale, type TimeLocale, timeLocale } from '../../src/locale/locale.js';
import type { TimeBound } from '../../src/query/moment.js';
import { parseTimeWords, takeTimeWords } from '../../src/query/time.js';
import { tsvRows } from '../support/tsv.js';

/** What `locale -k LC_TIME` prints for the locales of the table, as far as it matters here. */
const LOCALES: Readonly<Record<string, string>> = {
  'en_US.UTF-8': 'd_fmt="%m/%d/%Y"\nt_fmt="%r"\nt_fmt_ampm="%I:%M:%S %p"\nam_pm="AM;PM"\n',
  'de_DE.UTF-8': 'd_fmt="%d.%m.%Y"\nt_fmt="%T"\nt_fmt_ampm=""\nam_pm=";"\n',
  'en_GB.UTF-8': 'd_fmt="%d/%m/%y"\nt_fmt="%T"\nt_fmt_ampm="%l:%M:%S %P"\nam_pm="am;pm"\n',
  'sv_SE.UTF-8': 'd_fmt="%Y-%m-%d"\nt_fmt="%H:%M:%S"\nt_fmt_ampm=""\nam_pm=";"\n',
};

function localeFor(name: string, tz: string): TimeLocale {
  return timeLocale({ LC_ALL: name, TZ: tz }, { program: () => LOCALES[name] });
}

/** The second, or the message. */
function parse(bound: TimeBound, words: readonly string[], now: number, locale: TimeLocale): number | string {
  try {
    return parseTimeWords(bound, bound === 'start' ? '-ts' : '-te', words, { locale, now });
  } catch (error) {
    assert.ok(error instanceof AuditError);
    return error.message;
  }
}

describe('every case recorded from the original', { skip: !existsSync('/usr/share/zoneinfo/Europe/Dublin') }, () => {
  for (const row of tsvRows('test/query/time-examples.tsv')) {
    const [option = '', ...words] = (row['arguments (separated by " | ")'] ?? '').split(' | ');
    const [tz = '', locale = ''] = [row.tz, row.lc_all];
    // A date in ISO form is an error there and means itself here.
    const extended = locale === 'C' && words[0] === '2026-11-22';
    test(`${tz} ${locale} ${option} ${words.join(' ')} at ${row.now_local}`, { skip: extended }, () => {
      const bound = option === '-ts' ? 'start' : 'end';
      const expected = row.error === '-' ? Number(row.epoch) : row.error;
      const context = { locale: localeFor(locale, tz), now: Number(row.now_epoch) };
      const run = (): number => parseTimeWords(bound, option, words, context);
      if (typeof expected === 'number') assert.equal(run(), expected);
      else assert.throws(run, { code: 'usage', message: expected });
    });
  }
});

const NOW = 1784123130; // 2026-07-15 13:45:30 UTC
const DAY = 86400;

test('forms of our own', () => {
  const at = (bound: TimeBound, ...words: string[]): number | string => parse(bound, words, NOW, cLocale());
  const day = Date.UTC(2026, 10, 22) / 1000;
  assert.equal(at('start', '2026-11-22'), day);
  assert.equal(at('end', '2026-11-22'), day + DAY - 1);
  assert.equal(at('start', '2026-11-22T10:00'), day + 36000);
  assert.equal(at('start', '2026-11-22', '10:00:05'), day + 36005);
  assert.equal(at('start', '10:00:05', '2026-11-22'), day + 36005);
  assert.equal(at('start', '2026-11-22 10:00'), day + 36000);
  assert.equal(at('start', '2026-11-22T10:00:00.75Z'), day + 36000);
  assert.equal(at('start', '2026-11-22T10:00:00+02:00'), day + 28800);
  assert.equal(at('start', '@1700000000'), 1700000000);
  assert.equal(at('start', '@1700000000.123'), 1700000000);
  for (const words of [['-2h'], ['2h', 'ago'], ['2 hours ago'], ['2', 'hours', 'ago'], ['120min ago'], ['2hago']]) {
    assert.equal(at('start', ...words), NOW - 7200, words.join(' '));
  }
  assert.equal(at('start', '-1d12h'), NOW - 1.5 * DAY);
  assert.equal(at('start', '1', 'month', 'ago'), NOW - 30 * DAY);
  assert.equal(at('start', '2 weeks ago'), NOW - 14 * DAY);
});

test('the part that is wrong is blamed; a person is told why', () => {
  const people = { locale: cLocale(), now: NOW, forPeople: true };
  for (const [words, script, person] of [
    [['2026-02-30'], '(2026-02-30): there is no day 30 in 2026-02'],
    [['2026-13-01'], '(2026-13-01): there is no month 13'],
    [['2026-11-22', '25:00'], '(25:00): there is no hour 25'],
    [['25:00', '2026-11-22'], '(25:00): there is no hour 25'],
    [['2026-11-22', 'noon'], '(noon). Hour, Minute, and Second are required.'],
    [['yesteday'], '(yesteday); did you mean yesterday?'],
    [['today', '24:00'], '(24:00). Hour, Minute, and Second are required.', '(24:00): there is no hour 24'],
    [['Yesterday'], '(Yesterday). Month, Day, and Year are required.', '(Yesterday); did you mean yesterday?'],
  ] as const) {
    const said = (message: string): { readonly message: RegExp } => ({
      message: new RegExp(`^Invalid start (date|time) ${message.replaceAll(/[().?]/g, '\\$&')}$`),
    });
    assert.throws(() => parseTimeWords('start', '-ts', words, { locale: cLocale(), now: NOW }), said(script));
    assert.throws(() => parseTimeWords('start', '-ts', words, people), said(person ?? script));
  }
});

test('what is none of them keeps the original message', () => {
  for (const [words, message] of [
    [['2h'], 'Invalid start date (2h). Month, Day, and Year are required.'],
    [['-2h ago'], 'Invalid start date (-2h ago). Month, Day, and Year are required.'],
    [['@x'], 'Invalid start date (@x). Month, Day, and Year are required.'],
  ] as const) {
    assert.equal(parse('start', words, NOW, cLocale()), message);
  }
});

test('a day ago is the same time of day across a change of clocks', {
  skip: !existsSync('/usr/share/zoneinfo/America/New_York'),
}, () => {
  const locale = localeFor('C', 'America/New_York');
  assert.equal(parse('start', ['1 day ago'], 1772985600, locale), 1772985600 - 23 * 3600);
});

test('how many words belong to the option', () => {
  const take = (...argv: string[]): number => takeTimeWords(argv, 0).length;
  assert.equal(take(), 0);
  assert.equal(take('-i'), 0);
  assert.equal(take('today', '-i'), 1);
  assert.equal(take('today', 'foo', 'bar'), 2);
  assert.equal(take('-2h', 'foo'), 1);
  assert.equal(take('10', 'minutes', 'ago', '-i'), 3);
  assert.equal(take('10 minutes ago', '-i'), 1);
  assert.equal(take('2h', 'ago', '-i'), 2);
});

test('boot is rounded; an unreadable uptime says why', () => {
  const locale = cLocale();
  assert.equal(parseTimeWords('start', '-ts', ['boot'], { locale, now: NOW, uptime: () => '99.5 12' }), NOW - 100);
  const uptime = (): string => {
    throw Object.assign(new Error('x'), { errno: -2 });
  };
  assert.throws(() => parseTimeWords('start', '-ts', ['boot'], { locale, now: NOW, uptime }), {
    message: /^Can't read uptime \(No such file or directory\)\nInvalid start date \(boot\)/,
  });
});

test('any words give a second or a message', () => {
  const locale = localeFor('en_US.UTF-8', 'UTC');
  const word = fc.oneof(fc.string(), fc.stringMatching(/^[-0-9:/. apmTZ@]{0,12}$/));
  fc.assert(
    fc.property(fc.array(word, { maxLength: 3 }), (words) => {
      const result = parse('end', words, NOW, locale);
      assert.ok(typeof result === 'string' || Number.isSafeInteger(result));
    }),
  );
});
