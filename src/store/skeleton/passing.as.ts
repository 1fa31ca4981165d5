// Where values end that all read alike whatever they are (passing-value.ts). Part of the skeleton kernel (skeleton.as.ts).

import {
  DIGIT, FILE_NAME, IN_NODE, IN_QUOTES, IN_STAMP, LOWER_HEX, NODE, OTHER_NUMBER, OTHER_TEXT, PARTS_AT, STAMP, UPPER_HEX,
} from './layout';

/** A number with more digits may be too large for those who read it. */
const MOST_DIGITS: usize = 9;
const SEPARATOR: u8 = 0x1d;
const BLANK: u8 = 0x20;
const QUOTE: u8 = 0x22;
const DOT: u8 = 0x2e;
const ZERO: u8 = 0x30;
/** `audit(` */
const STAMP_TEXT: u64 = 0x287469647561;
const STAMP_BITS: u64 = 0xffffffffffff;
const STAMP_LENGTH: usize = 6;

/** Where the value at `at` ends, quotes included; `at`: it is not of that kind, or goes on behind that. */
export function passingEnd(meaning: i32, at: usize, lineEnd: usize): usize {
  if (meaning == STAMP) return stampEnd(at, lineEnd);
  const end = valueEnd(meaning, at, lineEnd);
  if (end == lineEnd) return end;
  const behind = load<u8>(end);
  return behind == BLANK || behind == SEPARATOR ? end : at;
}

export function decimal(start: usize, end: usize): i32 {
  let number = 0;
  for (let at = start; at < end; at++) number = number * 10 + <i32>load<u8>(at) - ZERO;
  return number;
}

function valueEnd(meaning: i32, at: usize, lineEnd: usize): usize {
  switch (meaning) {
    case FILE_NAME:
      return at + 1 < lineEnd && load<u8>(at + 1) == DOT ? at : quotedEnd(at, lineEnd);
    case OTHER_NUMBER:
      return endOf(LOWER_HEX, at, lineEnd);
    case OTHER_TEXT:
      return at < lineEnd && load<u8>(at) == QUOTE ? quotedEnd(at, lineEnd) : endOf(UPPER_HEX, at, lineEnd);
    case NODE:
      return endOf(IN_NODE, at, lineEnd);
    default:
      return numberEnd(at, lineEnd);
  }
}

function numberEnd(at: usize, lineEnd: usize): usize {
  const end = endOf(DIGIT, at, lineEnd);
  const length = end - at;
  return length > MOST_DIGITS || (length > 1 && load<u8>(at) == ZERO) ? at : end;
}

function quotedEnd(at: usize, lineEnd: usize): usize {
  if (at >= lineEnd || load<u8>(at) != QUOTE) return at;
  const end = endOf(IN_QUOTES, at + 1, lineEnd);
  return end > at + 1 && end < lineEnd && load<u8>(end) == QUOTE ? end + 1 : at;
}

function stampEnd(at: usize, lineEnd: usize): usize {
  if (at + STAMP_LENGTH > lineEnd || (load<u64>(at) & STAMP_BITS) != STAMP_TEXT) return at;
  return endOf(IN_STAMP, at + STAMP_LENGTH, lineEnd);
}

// @ts-ignore: decorator
@inline
function endOf(part: i32, at: usize, lineEnd: usize): usize {
  let end = at;
  while (end < lineEnd && (<i32>load<u8>(PARTS_AT + <usize>load<u8>(end)) & part) != 0) end++;
  return end;
}
