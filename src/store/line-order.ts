/**
 * From rows to the log: the pieces of all rows in the order in which they stand there. Lines of events that overlap are
 * mixed in the log, so a piece waits until no row can come that has one before it.
 */

import { KIND } from './row.js';
import type { SecondRange } from './second-range.js';
import { type LineBlock, NO_LIMIT, type StoredLines, type StoredLog } from './stored-stream.js';

interface LinePiece {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** The bytes of `log` in order, of rows that `isWanted` lets through. */
export async function* logBytes(
  log: StoredLog,
  blocks: AsyncIterable<LineBlock>,
  isWanted: (row: StoredLines) => boolean,
): AsyncGenerator<Buffer> {
  let waiting: LinePiece[] = [];
  for await (const { rows, laterFrom } of blocks) {
    for (const row of rows) if (isWanted(row)) addPieces(waiting, row, log);
    waiting.sort((one, other) => one.at - other.at);
    const ready = waiting.findIndex(({ at }) => at >= laterFrom);
    const done = ready < 0 ? waiting.splice(0) : waiting.splice(0, ready);
    if (done.length > 0) yield Buffer.concat(done.map(({ bytes }) => bytes));
  }
  waiting = waiting.sort((one, other) => one.at - other.at);
  if (waiting.length > 0) yield Buffer.concat(waiting.map(({ bytes }) => bytes));
}

function addPieces(to: LinePiece[], { at, steps, raw }: StoredLines, log: StoredLog): void {
  let from = 0;
  let place = at;
  for (let step = 0; from < raw.length; step += 2) {
    const length = Math.min(steps[step] ?? raw.length - from, raw.length - from);
    addClipped(to, { at: place, bytes: raw.subarray(from, from + length) }, log);
    from += length;
    place += length + (steps[step + 1] ?? 0);
  }
}

/** Of an event at the border of two logs, each has its lines. */
function addClipped(to: LinePiece[], { at, bytes }: LinePiece, { start, end }: StoredLog): void {
  const from = Math.max(start - at, 0);
  const length = Math.min(end - at, bytes.length);
  if (length > from) to.push({ at: at + from, bytes: bytes.subarray(from, length) });
}

/**
 * Lines that a scan for these seconds can notice: those in range, those without a time, and the first ones with a time, in
 * range or not, which reports show as the beginning of the log.
 */
export function noticed({ start, end }: SecondRange): (row: StoredLines) => boolean {
  let first = NO_LIMIT;
  let firstOutside = NO_LIMIT;
  return ({ at, sec, kind }) => {
    const isOutside = sec < start || sec > end;
    const isFirst = sec !== 0 && at < first;
    const isFirstOutside = sec !== 0 && isOutside && at < firstOutside;
    if (isFirst) first = at;
    if (isFirstOutside) firstOutside = at;
    return !isOutside || isFirst || isFirstOutside || (sec === 0 && kind === KIND.other);
  };
}
