/** The set of system calls of a rule: 2048 bits, number n in word n/32. */

export const MASK_WORDS = 64;
export const MASK_LIMIT = 2047;

export type SyscallMask = Uint32Array;

export function emptyMask(): SyscallMask {
  return new Uint32Array(MASK_WORDS);
}

export function fullMask(): SyscallMask {
  return new Uint32Array(MASK_WORDS).fill(0xffffffff);
}

/** Shared, never to be changed: most rules of a file need no mask of their own. */
export const NO_SYSCALLS: Readonly<SyscallMask> = emptyMask();
export const ALL_SYSCALLS: Readonly<SyscallMask> = fullMask();

export function addToMask(mask: SyscallMask, number: number): void {
  mask[number >> 5] = (mask[number >> 5] ?? 0) | (1 << (number & 31));
}

/** Both sets together; neither is changed. */
export function union(one: Readonly<SyscallMask>, other: Readonly<SyscallMask>): Readonly<SyscallMask> {
  if (one === NO_SYSCALLS) return other;
  return one.map((word, i) => word | (other[i] ?? 0));
}

/** The last word does not count: the kernel keeps class bits there and gives them back cleared. */
export function isAll(mask: Readonly<SyscallMask>): boolean {
  return mask[0] === 0xffffffff && bytesOf(mask).equals(bytesOf(ALL_SYSCALLS));
}

/** The words that count for "all". To compare them one by one takes several times as long in code that runs once. */
function bytesOf(mask: Readonly<SyscallMask>): Buffer {
  return Buffer.from(mask.buffer, mask.byteOffset, (MASK_WORDS - 1) * 4);
}

export function isEmpty(mask: Readonly<SyscallMask>): boolean {
  return mask === NO_SYSCALLS || mask.every((word) => word === 0);
}

export function sameMask(one: Readonly<SyscallMask>, other: Readonly<SyscallMask>): boolean {
  return one.every((word, i) => word === other[i]);
}

/** Some system call is in both. */
export function shareCalls(one: Readonly<SyscallMask>, other: Readonly<SyscallMask>): boolean {
  return one.some((word, i) => (word & (other[i] ?? 0)) !== 0);
}

/** Ascending numbers. */
export function numbersOf(mask: Readonly<SyscallMask>): readonly number[] {
  const numbers: number[] = [];
  for (let word = 0; word < MASK_WORDS; word++) {
    const bits = mask[word] ?? 0;
    if (bits === 0) continue;
    for (let bit = 0; bit < 32; bit++) if ((bits >>> bit) & 1) numbers.push(word * 32 + bit);
  }
  return numbers;
}
