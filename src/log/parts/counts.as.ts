// Counts the events of a batch by their shape (see shape-counter.ts). Part of the parts kernel (parts.as.ts).
//
//   count()  event  event  event …        stops, and is called again, where
//            │      └ of a new shape, or of none   TypeScript looks at it, and says whether others of its shape come to the same
//            └ counted: one more of its shape

import {
  CAME_AT, KNOWN, KNOWN_AT, KNOWN_TELLS, KNOWN_TIMES, NO_PATTERN, PIDS_AT, SHAPES_AT, STOP_DONE, STOP_EVENT,
} from './layout';
import { eventCount, nextEvent, nextPattern, noteNext, toNextEvent } from './patterns.as';
import { pid } from './shapes.as';

/** Shapes that came since the counts were taken, in order. */
export let came: i32 = 0;
/** Events of this batch whose process ids are told, and the numbers of what is known of them. */
export let told: i32 = 0;

export function count(): i32 {
  told = 0;
  while (nextEvent < eventCount) {
    noteNext();
    if (nextPattern == NO_PATTERN) return STOP_EVENT;
    countOne(nextPattern);
    toNextEvent();
  }
  return STOP_DONE;
}

// @ts-ignore: decorator
@inline
function countOne(number: u32): void {
  const entry = KNOWN_AT + <usize>(number - 1) * KNOWN;
  const times = load<u32>(entry, KNOWN_TIMES);
  if (times == 0) store<u32>(CAME_AT + (<usize>(came++) << 2), number);
  store<u32>(entry, times + 1, KNOWN_TIMES);
  if (load<u32>(entry, KNOWN_TELLS) == 0) return;
  store<u32>(SHAPES_AT + (<usize>told << 2), number);
  store<i32>(PIDS_AT + (<usize>(told++) << 2), pid);
}

/** The counts have been taken. */
export function takeCounts(): void {
  for (let i = 0; i < came; i++) {
    const number = load<u32>(CAME_AT + (<usize>i << 2));
    store<u32>(KNOWN_AT + <usize>(number - 1) * KNOWN, 0, KNOWN_TIMES);
  }
  came = 0;
}
