// Texts of passing values, by the bytes of the value: learned one by one from TypeScript, which knows what they mean (see
// pattern-writer.ts). Part of the parts kernel (parts.as.ts). When there are too many, all are forgotten at once.

import {
  TEXT_AT, VALUE, VALUE_BYTES, VALUE_BYTES_AT, VALUE_KEY, VALUE_KEY_LENGTH, VALUE_READING, VALUE_TEXT, VALUE_TEXT_LENGTH, VALUES,
  VALUES_AT,
} from './layout';

const MOST_VALUES: i32 = VALUES / 2;

let valueCount: i32 = 0;
let bytesEnd: usize = VALUE_BYTES_AT;

/** The value that `valueEntry` did not find. */
export let missingReading: i32 = 0;
export let missingStart: usize = 0;
export let missingEnd: usize = 0;

/** Where the value `[start, end)` stands under a reading; 0: it is not known. */
export function valueEntry(reading: i32, start: usize, end: usize): usize {
  const entry = slotOf(reading, start, end - start);
  if (load<u32>(entry, VALUE_KEY_LENGTH) != 0) return entry;
  missingReading = reading;
  missingStart = start;
  missingEnd = end;
  return 0;
}

/** The text of the value that was missing stands in its place. */
export function learnValue(textLength: i32): void {
  const length = missingEnd - missingStart;
  if (valueCount == MOST_VALUES || bytesEnd + length + <usize>textLength > <usize>(VALUE_BYTES_AT + VALUE_BYTES)) forgetValues();
  const entry = slotOf(missingReading, missingStart, length);
  store<i32>(entry, missingReading, VALUE_READING);
  store<u32>(entry, <u32>keep(missingStart, length), VALUE_KEY);
  store<u32>(entry, <u32>length, VALUE_KEY_LENGTH);
  store<u32>(entry, <u32>keep(TEXT_AT, <usize>textLength), VALUE_TEXT);
  store<u32>(entry, textLength, VALUE_TEXT_LENGTH);
  valueCount++;
}

export function forgetValues(): void {
  memory.fill(VALUES_AT, 0, VALUES * VALUE);
  valueCount = 0;
  bytesEnd = VALUE_BYTES_AT;
}

function keep(from: usize, length: usize): usize {
  const at = bytesEnd;
  memory.copy(at, from, length);
  bytesEnd += length;
  return at;
}

/** The entry with this value, or the free one where it belongs. */
function slotOf(reading: i32, start: usize, length: usize): usize {
  let hash: u32 = 0x811c9dc5 ^ <u32>reading;
  for (let at = start; at < start + length; at++) hash = (hash ^ load<u8>(at)) * 0x01000193;
  let slot = (hash ^ (hash >> 15)) & (VALUES - 1);
  while (true) {
    const entry = VALUES_AT + <usize>slot * VALUE;
    const known = load<u32>(entry, VALUE_KEY_LENGTH);
    if (known == 0) return entry;
    if (known == length && load<i32>(entry, VALUE_READING) == reading) {
      if (memory.compare(load<u32>(entry, VALUE_KEY), start, length) == 0) return entry;
    }
    slot = (slot + 1) & (VALUES - 1);
  }
}
