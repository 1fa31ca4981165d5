// SHA-256 (FIPS 180-4) of four messages at a time, block by block: each word of a vector belongs to one of them. Part of the
// parts kernel (parts.as.ts).

import { HASH_BLOCK, HASH_BLOCKS_AT, HASH_CONSTANTS_AT, HASH_LANES, HASH_ROUNDS, HASH_STATE_AT, HASH_WORDS_AT } from './layout';

export const BLOCK: usize = 64;
export const LANES: usize = HASH_LANES;
/** Bytes of a word of all messages. */
const VECTOR: usize = LANES * 4;
const ROUNDS: usize = HASH_ROUNDS;
/** Rounds whose variables change places and are back. */
const TURN: usize = 8;

export function beginHash(lane: usize): void {
  // The first bits behind the point of the square roots of the first primes.
  setState(lane, 0, 0x6a09e667);
  setState(lane, 1, 0xbb67ae85);
  setState(lane, 2, 0x3c6ef372);
  setState(lane, 3, 0xa54ff53a);
  setState(lane, 4, 0x510e527f);
  setState(lane, 5, 0x9b05688c);
  setState(lane, 6, 0x1f83d9ab);
  setState(lane, 7, 0x5be0cd19);
}

export function hashWord(lane: usize, i: usize): u32 {
  return load<u32>(HASH_STATE_AT + i * VECTOR + lane * 4);
}

function setState(lane: usize, i: usize, word: u32): void {
  store<u32>(HASH_STATE_AT + i * VECTOR + lane * 4, word);
}

/** Goes over the blocks of all messages. */
export function hashBlocks(): void {
  spread();
  let a = state(0);
  let b = state(1);
  let c = state(2);
  let d = state(3);
  let e = state(4);
  let f = state(5);
  let g = state(6);
  let h = state(7);
  for (let round: usize = 0; round < ROUNDS; round += TURN) {
    h = sum(e, f, g, h, round);
    d = add(d, h);
    h = add(h, ofFirst(a, b, c));
    g = sum(d, e, f, g, round + 1);
    c = add(c, g);
    g = add(g, ofFirst(h, a, b));
    f = sum(c, d, e, f, round + 2);
    b = add(b, f);
    f = add(f, ofFirst(g, h, a));
    e = sum(b, c, d, e, round + 3);
    a = add(a, e);
    e = add(e, ofFirst(f, g, h));
    d = sum(a, b, c, d, round + 4);
    h = add(h, d);
    d = add(d, ofFirst(e, f, g));
    c = sum(h, a, b, c, round + 5);
    g = add(g, c);
    c = add(c, ofFirst(d, e, f));
    b = sum(g, h, a, b, round + 6);
    f = add(f, b);
    b = add(b, ofFirst(c, d, e));
    a = sum(f, g, h, a, round + 7);
    e = add(e, a);
    a = add(a, ofFirst(b, c, d));
  }
  addState(0, a);
  addState(1, b);
  addState(2, c);
  addState(3, d);
  addState(4, e);
  addState(5, f);
  addState(6, g);
  addState(7, h);
}

/** What a round adds to two of its variables. */
// @ts-ignore: decorator
@inline
function sum(e: v128, f: v128, g: v128, h: v128, round: usize): v128 {
  const ofE = v128.xor(v128.xor(rotated(e, 6), rotated(e, 11)), rotated(e, 25));
  const chosen = v128.xor(g, v128.and(e, v128.xor(f, g)));
  const known = add(v128.load_splat<u32>(HASH_CONSTANTS_AT + (round << 2)), v128.load(HASH_WORDS_AT + round * VECTOR));
  return add(add(add(h, known), chosen), ofE);
}

// @ts-ignore: decorator
@inline
function ofFirst(a: v128, b: v128, c: v128): v128 {
  const ofA = v128.xor(v128.xor(rotated(a, 2), rotated(a, 13)), rotated(a, 22));
  return add(ofA, v128.xor(b, v128.and(v128.xor(a, b), v128.xor(b, c))));
}

/** The words of all rounds, from those of the blocks. */
function spread(): void {
  for (let at: usize = 0; at < BLOCK; at += 16) {
    const a = words(0, at);
    const b = words(1, at);
    const c = words(2, at);
    const d = words(3, at);
    const early = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
    const late = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
    const early2 = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
    const late2 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
    const to = HASH_WORDS_AT + at * LANES;
    v128.store(to, v128.shuffle<i64>(early, early2, 0, 2));
    v128.store(to, v128.shuffle<i64>(early, early2, 1, 3), 16);
    v128.store(to, v128.shuffle<i64>(late, late2, 0, 2), 32);
    v128.store(to, v128.shuffle<i64>(late, late2, 1, 3), 48);
  }
  const end: usize = HASH_WORDS_AT + ROUNDS * VECTOR;
  for (let at: usize = HASH_WORDS_AT + BLOCK * LANES; at < end; at += VECTOR) {
    const early = v128.load(at - 15 * VECTOR);
    const late = v128.load(at - 2 * VECTOR);
    const ofEarly = v128.xor(v128.xor(rotated(early, 7), rotated(early, 18)), i32x4.shr_u(early, 3));
    const ofLate = v128.xor(v128.xor(rotated(late, 17), rotated(late, 19)), i32x4.shr_u(late, 10));
    const before = add(v128.load(at - 16 * VECTOR), v128.load(at - 7 * VECTOR));
    v128.store(at, add(add(before, ofEarly), ofLate));
  }
}

/** Four words of a message's block. */
// @ts-ignore: decorator
@inline
function words(lane: usize, at: usize): v128 {
  const bytes = v128.load(HASH_BLOCKS_AT + lane * HASH_BLOCK + at);
  return v128.shuffle<i8>(bytes, bytes, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

// @ts-ignore: decorator
@inline
function state(i: usize): v128 {
  return v128.load(HASH_STATE_AT + i * VECTOR);
}

// @ts-ignore: decorator
@inline
function addState(i: usize, words: v128): void {
  v128.store(HASH_STATE_AT + i * VECTOR, add(state(i), words));
}

// @ts-ignore: decorator
@inline
function add(a: v128, b: v128): v128 {
  return i32x4.add(a, b);
}

// @ts-ignore: decorator
@inline
function rotated(words: v128, bits: i32): v128 {
  return v128.or(i32x4.shr_u(words, bits), i32x4.shl(words, 32 - bits));
}
