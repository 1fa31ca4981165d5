/** Numeric internet addresses as the C library writes them. */

/** `10.0.0.1` from four bytes. */
export function inet4Text(bytes: ArrayLike<number>, at: number): string {
  return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
}

/** The canonical text of sixteen bytes: the longest run of zero groups as `::`, IPv4 parts dotted. */
export function inet6Text(bytes: ArrayLike<number>, at: number): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[at + 2 * i] ?? 0) << 8) | (bytes[at + 2 * i + 1] ?? 0));
  const gap = longestZeros(groups);
  const isMapped = gap.start === 0 && (gap.length === 6 || (gap.length === 5 && groups[5] === 0xffff));
  const words = groups.map((group) => group.toString(16));
  if (isMapped) words.splice(6, 2, inet4Text(bytes, at + 12));
  if (gap.length < 2) return words.join(':');
  const head = words.slice(0, gap.start).join(':');
  return `${head}::${words.slice(gap.start + gap.length).join(':')}`;
}

function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: -1, length: 0 };
  let length = 0;
  groups.forEach((group, i) => {
    length = group === 0 ? length + 1 : 0;
    if (length > best.length) best = { start: i - length + 1, length };
  });
  return best;
}

/** Link-local unicast (fe80::/10) or multicast (ffx2::/16), whose scope is an interface. */
export function isLinkLocal(bytes: ArrayLike<number>, at: number): boolean {
  const first = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  return (first & 0xffc0) === 0xfe80 || (first & 0xff0f) === 0xff02;
}
