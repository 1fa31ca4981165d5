// The texts of an event's second. TypeScript writes them for all seconds of an hour or a minute at once, where they differ in the
// digits of minute and second alone (see second-texts.ts). Part of the parts kernel (parts.as.ts).

import { DIGITS_AT } from './layout';

let second: f64 = NaN;
let spanFrom: f64 = 0;
let spanTo: f64 = 0;
let secondPairs: i32 = 0;
let digitPairs: i32 = 0;

/**
 * The texts in their places are those of all seconds of a span, but for pairs of digits, which stand for 0 in the first: those of
 * the second, and behind them those of the minute.
 */
export function learnSeconds(from: f64, to: f64, ofSecond: i32, ofMinute: i32): void {
  second = NaN;
  spanFrom = from;
  spanTo = to;
  secondPairs = ofSecond;
  digitPairs = ofSecond + ofMinute;
}

/** Makes the texts those of this second; false when it is in no span. */
export function isSecondKnown(sec: f64): bool {
  if (sec == second) return true;
  if (!(sec >= spanFrom && sec < spanTo)) return false;
  second = sec;
  const number = <u32>(sec - spanFrom);
  for (let i = 0; i < digitPairs; i++) {
    const at = load<u32>(DIGITS_AT + (<usize>i << 2));
    const shown = i < secondPairs ? number % 60 : number / 60;
    store<u8>(at, 0x30 + shown / 10);
    store<u8>(at, 0x30 + (shown % 10), 1);
  }
  return true;
}
