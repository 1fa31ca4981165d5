/** Texts of the seconds of an hour or a minute at once are those of each of its seconds. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { timeLocale } from '../../../src/locale/locale.js';
import { type Digits, secondTexts as found, type SecondTexts } from '../../../src/log/parts/second-texts.js';
import { draws } from '../../support/draws.js';

function secondTexts(...asked: Parameters<typeof found>): SecondTexts {
  const texts = found(...asked);
  assert.ok(texts);
  return texts;
}

const two = (n: number): string => String(n).padStart(2, '0');

/** As the kernel does it (seconds.as.ts). */
function textsOf({ from, texts, digits }: SecondTexts, sec: number): readonly string[] {
  return texts.map((text, number) =>
    digits
      .filter(([of]) => of === number)
      .reduce(
        (whole, [, at, unit]) =>
          `${whole.slice(0, at)}${two(Math.floor((sec - from) / unit) % 60)}${whole.slice(at + 2)}`,
        text,
      ),
  );
}

const HOUR_DIGITS: readonly Digits[] = [
  [0, 14, 60],
  [0, 17, 1],
];

test('an hour in one go', () => {
  const { from, to, texts, digits } = secondTexts(1_790_000_045, (sec) => [new Date(sec * 1000).toISOString(), 'x']);
  assert.deepEqual([from, to, texts[1]], [1_789_999_200, 1_790_002_800, 'x']);
  assert.deepEqual(digits, HOUR_DIGITS);
});

test('an hour of clocks that are half an hour ahead, or a quarter', () => {
  for (const ahead of [900, 1800, 2700]) {
    const { from, digits } = secondTexts(1_790_000_045, (sec) => [new Date((sec + ahead) * 1000).toISOString()]);
    assert.equal((from + ahead) % 3600, 0);
    assert.deepEqual(digits, HOUR_DIGITS);
  }
});

test('a minute in one go, where the hour has more that changes', () => {
  const { from, to, texts, digits } = secondTexts(1_790_000_045, (sec) => [
    `${new Date(sec * 1000).toISOString()} of minute ${String(Math.floor(sec / 60))}`,
    'x',
  ]);
  assert.deepEqual([from, to, texts[1]], [1_790_000_040, 1_790_000_100, 'x']);
  assert.deepEqual(digits, [[0, 17, 1]]);
});

test('texts that differ in more than the digits hold for one second', () => {
  const { from, to } = secondTexts(1_790_000_041, (sec) => [String(sec)]);
  assert.deepEqual([from, to], [1_790_000_041, 1_790_000_042]);
});

test('a second without texts, and one whose minute has some without', () => {
  assert.equal(
    found(1_790_000_045, () => undefined),
    undefined,
  );
  const { from, to, texts } = secondTexts(1_790_000_045, (sec) => (sec > 1_790_000_050 ? undefined : ['a']));
  assert.deepEqual([from, to, texts], [1_790_000_045, 1_790_000_046, ['a']]);
});

test('where the digits stood before is a guess, not more', () => {
  const times = (sec: number): readonly string[] => [new Date(sec * 1000).toISOString(), 'x'];
  const guesses: readonly SecondTexts['digits'][] = [
    [],
    HOUR_DIGITS,
    [[0, 17, 1]],
    [[0, 14, 60]],
    [[0, 14, 1]],
    [[1, 0, 1]],
    [[7, 0, 60]],
    [...HOUR_DIGITS, [0, 20, 1]],
  ];
  for (const guess of guesses) assert.deepEqual(found(1_790_000_045, times, guess), found(1_790_000_045, times));
  const steady = (): readonly string[] => ['00'];
  for (const guess of guesses) assert.deepEqual(found(1_790_000_045, steady, guess), found(1_790_000_045, steady));
});

const zones = ['UTC', 'Asia/Kathmandu', 'Europe/Vienna', 'America/St_Johns', 'Africa/Monrovia', 'Pacific/Apia'];

for (const TZ of zones) {
  test(`${TZ}: every second of a span`, () => {
    const locale = timeLocale({ TZ });
    const times = (sec: number): readonly string[] => [
      `${locale.date(sec)} ${locale.clock(sec)}`,
      locale.ctime(sec) ?? '?',
    ];
    let guess: SecondTexts['digits'] = [];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5_000_000_000 }), (sec) => {
        const span = secondTexts(sec, times, guess);
        assert.deepEqual(span, secondTexts(sec, times));
        guess = span.digits;
        assert.ok(span.from <= sec && sec < span.to);
        for (let each = span.from; each < span.to; each++) assert.deepEqual(textsOf(span, each), times(each));
      }),
      { numRuns: draws(40) },
    );
  });
}
