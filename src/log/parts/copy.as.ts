// Part of the parts kernel (parts.as.ts).

/** In steps of sixteen bytes: what is behind the end is overwritten by what comes next. */
// @ts-ignore: decorator
@inline
export function copy(to: usize, from: usize, length: usize): usize {
  for (let at: usize = 0; at < length; at += 16) v128.store(to + at, v128.load(from + at));
  return to + length;
}
