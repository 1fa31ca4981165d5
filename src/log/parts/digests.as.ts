// Digests of events: asked for while the output is put together, and put into their places before it is handed over, as four
// messages are hashed in hardly more time than one. Part of the parts kernel (parts.as.ts).
//
//   lane 0   block block block│block block │block …      a lane that has hashed its event takes the next one
//   lane 1   block block│block block block block│…

import { copy } from './copy.as';
import { BLOCK, beginHash, hashBlocks, hashWord, LANES } from './hash.as';
import {
  BYTES_AT, DIGEST, DIGEST_LINES, DIGEST_LINES_END, DIGEST_PLACE, DIGESTS_AT, HASH_BLOCK, HASH_BLOCKS_AT, LANE,
  LANE_BYTES, LANE_FROM, LANE_LINE, LANE_LINES_END, LANE_PLACE, LANE_STATE, LANES_AT, LINE, LINE_START, LINE_TEXT_END, STATE_IDLE, STATE_LAST,
  STATE_PADDED, STATE_TEXT,
} from './layout';

const NEWLINE: u8 = 0x0a;
/** Behind the bytes: the first of them, then zeros up to where their number stands in the last block, in bits. */
const PADDING: u8 = 0x80;
const LENGTH_AT: usize = 56;
/** The first quarter of a hash, in hexadecimal digits. */
const DIGITS: usize = 16;

/** Those that are asked for. */
export let asked: i32 = 0;

/** Of the texts of lines, a newline behind each. Returns where the digits end. */
export function askDigest(lines: usize, linesEnd: usize, to: usize): usize {
  const digest = DIGESTS_AT + <usize>asked * DIGEST;
  store<u32>(digest, <u32>lines, DIGEST_LINES);
  store<u32>(digest, <u32>linesEnd, DIGEST_LINES_END);
  store<u32>(digest, <u32>to, DIGEST_PLACE);
  asked++;
  return to + DIGITS;
}

/** To be called before output is handed over. Those of an event that was put together in vain have places behind its end. */
export function putDigests(): void {
  let taken: i32 = 0;
  let busy = asked > 0;
  while (busy) {
    busy = false;
    for (let i: usize = 0; i < LANES; i++) {
      const lane = LANES_AT + i * LANE;
      if (load<i32>(lane, LANE_STATE) == STATE_LAST) end(i, lane);
      if (load<i32>(lane, LANE_STATE) == STATE_IDLE && taken < asked) begin(i, lane, taken++);
      if (load<i32>(lane, LANE_STATE) == STATE_IDLE) continue;
      fill(lane, HASH_BLOCKS_AT + i * HASH_BLOCK);
      busy = true;
    }
    if (busy) hashBlocks();
  }
  asked = 0;
}

function begin(i: usize, lane: usize, number: i32): void {
  const digest = DIGESTS_AT + <usize>number * DIGEST;
  const line = load<u32>(digest, DIGEST_LINES);
  store<u32>(lane, line, LANE_LINE);
  store<u32>(lane, load<u32>(digest, DIGEST_LINES_END), LANE_LINES_END);
  store<u32>(lane, load<u32>(digest, DIGEST_PLACE), LANE_PLACE);
  store<u32>(lane, BYTES_AT + load<u32>(line, LINE_START), LANE_FROM);
  store<u32>(lane, 0, LANE_BYTES);
  store<i32>(lane, STATE_TEXT, LANE_STATE);
  beginHash(i);
}

function end(i: usize, lane: usize): void {
  const place = load<u32>(lane, LANE_PLACE);
  putHex(hashWord(i, 1), putHex(hashWord(i, 0), place));
  store<i32>(lane, STATE_IDLE, LANE_STATE);
}

/** The next block of a lane: of texts and newlines, and at last their padding. */
function fill(lane: usize, block: usize): void {
  let filled = fillText(lane, block);
  if (filled == BLOCK) return;
  if (load<i32>(lane, LANE_STATE) == STATE_TEXT) {
    store<u8>(block + filled++, PADDING);
    store<i32>(lane, STATE_PADDED, LANE_STATE);
  }
  memory.fill(block + filled, 0, BLOCK - filled);
  if (filled > LENGTH_AT) return;
  store<u64>(block + LENGTH_AT, bswap<u64>(<u64>load<u32>(lane, LANE_BYTES) << 3));
  store<i32>(lane, STATE_LAST, LANE_STATE);
}

/** Returns how many bytes there were left. */
function fillText(lane: usize, block: usize): usize {
  let line = <usize>load<u32>(lane, LANE_LINE);
  let from = <usize>load<u32>(lane, LANE_FROM);
  const linesEnd = <usize>load<u32>(lane, LANE_LINES_END);
  let filled: usize = 0;
  while (line < linesEnd && filled < BLOCK) {
    const count = min<usize>(BYTES_AT + load<u32>(line, LINE_TEXT_END) - from, BLOCK - filled);
    copy(block + filled, from, count);
    filled += count;
    from += count;
    if (filled == BLOCK) break;
    store<u8>(block + filled++, NEWLINE);
    line += LINE;
    from = BYTES_AT + load<u32>(line, LINE_START);
  }
  store<u32>(lane, <u32>line, LANE_LINE);
  store<u32>(lane, <u32>from, LANE_FROM);
  store<u32>(lane, load<u32>(lane, LANE_BYTES) + <u32>filled, LANE_BYTES);
  return filled;
}

function putHex(word: u32, to: usize): usize {
  for (let at: usize = 0; at < 8; at++, word <<= 4) {
    const digit = <u8>(word >> 28);
    store<u8>(to + at, digit < 10 ? 0x30 + digit : 0x57 + digit);
  }
  return to + 8;
}
