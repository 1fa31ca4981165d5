// SHA-256 (FIPS 180-4) of bytes that come one range after the other. Part of the parts kernel (parts.as.ts).

import { HASH_BLOCK, HASH_BLOCK_AT, HASH_CONSTANTS_AT, HASH_ROUNDS, HASH_STATE_AT, HASH_WORDS_AT } from './layout';

const BLOCK: usize = HASH_BLOCK;
/** Bytes of the constants, and of the words. */
const ROUNDS: usize = HASH_ROUNDS * 4;
/** Behind the bytes: the first of them, then zeros up to where their number stands in the last block, in bits. */
const PADDING: u8 = 0x80;
const LENGTH_AT: usize = 56;

/** Bytes of a block that has not all of its bytes. */
let filled: usize = 0;
let total: u64 = 0;

export function beginHash(): void {
  // The first bits behind the point of the square roots of the first primes.
  setState(0, 0x6a09e667);
  setState(1, 0xbb67ae85);
  setState(2, 0x3c6ef372);
  setState(3, 0xa54ff53a);
  setState(4, 0x510e527f);
  setState(5, 0x9b05688c);
  setState(6, 0x1f83d9ab);
  setState(7, 0x5be0cd19);
  filled = 0;
  total = 0;
}

export function hashBytes(from: usize, length: usize): void {
  total += length;
  while (length > 0) {
    if (filled == 0 && length >= BLOCK) {
      compress(from);
      from += BLOCK;
      length -= BLOCK;
      continue;
    }
    const count = min(length, BLOCK - filled);
    memory.copy(HASH_BLOCK_AT + filled, from, count);
    filled += count;
    from += count;
    length -= count;
    if (filled == BLOCK) compressFilled();
  }
}

export function hashByte(byte: u8): void {
  total++;
  store<u8>(HASH_BLOCK_AT + filled, byte);
  if (++filled == BLOCK) compressFilled();
}

/** To be called before words of the hash are asked for. */
export function endHash(): void {
  const bits = total << 3;
  hashByte(PADDING);
  while (filled != LENGTH_AT) hashByte(0);
  store<u64>(HASH_BLOCK_AT + LENGTH_AT, bswap<u64>(bits));
  compressFilled();
}

export function hashWord(i: i32): u32 {
  return load<u32>(HASH_STATE_AT + (<usize>i << 2));
}

function setState(i: i32, word: u32): void {
  store<u32>(HASH_STATE_AT + (<usize>i << 2), word);
}

function compressFilled(): void {
  compress(HASH_BLOCK_AT);
  filled = 0;
}

function compress(block: usize): void {
  spread(block);
  let a = hashWord(0);
  let b = hashWord(1);
  let c = hashWord(2);
  let d = hashWord(3);
  let e = hashWord(4);
  let f = hashWord(5);
  let g = hashWord(6);
  let h = hashWord(7);
  for (let at: usize = 0; at < ROUNDS; at += 4) {
    const ofE = (rotr<u32>(e, 6) ^ rotr<u32>(e, 11) ^ rotr<u32>(e, 25)) + ((e & f) ^ (~e & g));
    const ofA = (rotr<u32>(a, 2) ^ rotr<u32>(a, 13) ^ rotr<u32>(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    const sum = h + ofE + load<u32>(HASH_CONSTANTS_AT + at) + load<u32>(HASH_WORDS_AT + at);
    h = g;
    g = f;
    f = e;
    e = d + sum;
    d = c;
    c = b;
    b = a;
    a = sum + ofA;
  }
  setState(0, hashWord(0) + a);
  setState(1, hashWord(1) + b);
  setState(2, hashWord(2) + c);
  setState(3, hashWord(3) + d);
  setState(4, hashWord(4) + e);
  setState(5, hashWord(5) + f);
  setState(6, hashWord(6) + g);
  setState(7, hashWord(7) + h);
}

/** The words of all rounds, from those of a block. */
function spread(block: usize): void {
  for (let at: usize = 0; at < BLOCK; at += 4) store<u32>(HASH_WORDS_AT + at, bswap<u32>(load<u32>(block + at)));
  const end: usize = HASH_WORDS_AT + ROUNDS;
  for (let at: usize = HASH_WORDS_AT + BLOCK; at < end; at += 4) {
    const early = load<u32>(at - 60);
    const late = load<u32>(at - 8);
    const ofEarly = rotr<u32>(early, 7) ^ rotr<u32>(early, 18) ^ (early >> 3);
    const ofLate = rotr<u32>(late, 17) ^ rotr<u32>(late, 19) ^ (late >> 10);
    store<u32>(at, load<u32>(at - 64) + ofEarly + load<u32>(at - 28) + ofLate);
  }
}
