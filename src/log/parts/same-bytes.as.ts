// Hashes and equality of ranges of bytes, in steps of sixteen: of the parts kernel (ranges.as.ts) and the skeleton kernel
// (store/skeleton/known.as.ts).

/** The last bytes are read twice where the length is no multiple of sixteen. */
// @ts-ignore: decorator
@inline
export function hashOf(start: usize, length: usize, tag: i32): u32 {
  let a: u64 = 0x9e3779b97f4a7c15 ^ <u64>tag;
  let b: u64 = 0xc2b2ae3d27d4eb4f ^ <u64>length;
  if (length >= 16) {
    const last = start + length - 16;
    for (let at = start; at < last; at += 16) {
      a = rotl<u64>((a ^ load<u64>(at)) * 0xff51afd7ed558ccd, 29);
      b = rotl<u64>((b ^ load<u64>(at, 8)) * 0xc4ceb9fe1a85ec53, 31);
    }
    a = (a ^ load<u64>(last)) * 0xff51afd7ed558ccd;
    b = (b ^ load<u64>(last, 8)) * 0xc4ceb9fe1a85ec53;
  } else if (length >= 8) {
    a = (a ^ load<u64>(start)) * 0xff51afd7ed558ccd;
    b = (b ^ load<u64>(start + length - 8)) * 0xc4ceb9fe1a85ec53;
  } else if (length >= 4) {
    a = (a ^ <u64>load<u32>(start)) * 0xff51afd7ed558ccd;
    b = (b ^ <u64>load<u32>(start + length - 4)) * 0xc4ceb9fe1a85ec53;
  } else {
    a = (a ^ <u64>fewBytes(start, length)) * 0xff51afd7ed558ccd;
  }
  // A product brings nothing down to the lower bits, which tell the place: ranges that differ in few bytes would have the same one.
  let both = a ^ rotl<u64>(b, 32);
  both = (both ^ (both >> 29)) * 0x9e3779b97f4a7c15;
  return <u32>(both ^ (both >> 32));
}

// @ts-ignore: decorator
@inline
export function isSame(key: usize, start: usize, length: usize): bool {
  if (length < 16) {
    if (length < 4) return fewBytes(key, length) == fewBytes(start, length);
    const half: usize = length >= 8 ? 8 : 4;
    if (half == 8) {
      return load<u64>(key) == load<u64>(start) && load<u64>(key + length - 8) == load<u64>(start + length - 8);
    }
    return load<u32>(key) == load<u32>(start) && load<u32>(key + length - 4) == load<u32>(start + length - 4);
  }
  const last = length - 16;
  for (let at: usize = 0; at < last; at += 16) {
    if (!i8x16.all_true(i8x16.eq(v128.load(key + at), v128.load(start + at)))) return false;
  }
  return i8x16.all_true(i8x16.eq(v128.load(key + last), v128.load(start + last)));
}

/** One to three bytes, such as the body of EOE records, which is a colon and a blank. */
// @ts-ignore: decorator
@inline
function fewBytes(at: usize, length: usize): u32 {
  return load<u32>(at) & (0xffffffff >>> (32 - (<u32>length << 3)));
}
