/**
 * An event as the filter sees it, in the JSON form in which experiments are recorded. Everything is optional: what is
 * absent is unknown, and a decision that hangs on it is "unknown". Texts are byte strings.
 */

/** A number of up to 64 bits; beyond 2^53 a bigint or decimal text, as a rounded number leaves the low bits open. */
export type Integer = number | bigint | string;

export interface FileIdentity {
  /** Major and minor number of the file system. */
  readonly dev: readonly [major: number, minor: number];
  readonly ino: Integer;
}

/** One looked-up file of a call: one PATH record. */
export interface EventName {
  /** As given; `null` for a descriptor. */
  readonly name?: string | null;
  /** NORMAL, PARENT, CREATE, DELETE or UNKNOWN. */
  readonly nametype?: string;
  /** `null`: the lookup failed. */
  readonly ino: Integer | null;
  readonly dev?: readonly [major: number, minor: number];
  readonly rdev?: readonly [major: number, minor: number];
  readonly mode?: number;
  readonly ouid?: number;
  readonly ogid?: number;
  /** The object's own place in the tree, which `dir` is about. */
  readonly path?: string | null;
  /** Magic number of its file system. */
  readonly fsmagic?: number;
}

/** The ids of a process. Unset login uid and session: 4294967295. */
export interface Subject {
  readonly pid?: number;
  readonly ppid?: number;
  readonly auid?: number;
  readonly uid?: number;
  readonly euid?: number;
  readonly suid?: number;
  readonly fsuid?: number;
  readonly gid?: number;
  readonly egid?: number;
  readonly sgid?: number;
  readonly fsgid?: number;
  /** Supplementary groups. */
  readonly groups?: readonly number[];
  readonly ses?: number;
  /** Personality word. */
  readonly pers?: number;
}

export interface FilterEvent extends Subject {
  /** ELF id of the call's ABI, as in `arch=` of a record. */
  readonly arch?: number;
  readonly syscall?: number;
  /** a0 to a3, unsigned 64 bit. */
  readonly args?: readonly Integer[];
  /** Signed; `null` for a call that does not return. */
  readonly exit?: Integer | null;
  readonly success?: boolean | null;
  /** The program file at the end of the call; `null` without one. */
  readonly exe?: (FileIdentity & { readonly path?: string }) | { readonly path: string } | null;
  /** `null`: the call had no socket address. */
  readonly saddr_fam?: number | null;
  readonly names?: readonly EventName[];
  /** Flags of openat2's structure. */
  readonly openat2_flags?: number;
  /** Watched entries that the call takes away, with the names known at that moment. */
  readonly early?: readonly { readonly gone: string; readonly names: readonly EventName[] }[];
  /** What entries that the call changes name at its end. */
  readonly after?: Readonly<Record<string, FileIdentity | null>>;
  /** Texts of the path arguments. */
  readonly lookups?: readonly string[];
  /** An io_uring operation: inside io_uring_enter with its number as `syscall`, without one by a worker. */
  readonly uring_op?: number;
  /** Operations that io_uring_enter carried out itself, in order, each with `uring_op`. */
  readonly operations?: readonly FilterEvent[];
  /** Names of the records that the call leaves when it is recorded. */
  readonly types?: readonly string[];
  /** Those among `types` that the kernel writes by itself (CONFIG_CHANGE, LOGIN …): they make an event of the call. */
  readonly forced?: readonly string[];
  /** Whether auditing was on (1, 2) when the call began or the message arrived; 0: it was off. */
  readonly enabled?: number;
  /** A message from a process instead of a call: its record type. */
  readonly user_msg?: number;
  /** The process that created this one, as the task list saw it; without it the task has an ordinary context. */
  readonly parent?: Subject;
}

/** Low 32 bits of a value, as far as they are known: `low` to `high`, both included. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

const WORD = 0xffffffffn;
const LARGEST = (1n << 64n) - 1n;

export function exactly(value: number): Range {
  return { low: value >>> 0, high: value >>> 0 };
}

/** The kernel compares low halves. A number beyond 2^53 stands for all values that round to it. */
export function lowHalf(value: Integer): Range {
  if (typeof value === 'number' && Number.isSafeInteger(value)) {
    const low = ((value % 0x100000000) + 0x100000000) % 0x100000000;
    return { low, high: low };
  }
  if (typeof value !== 'number') {
    const low = Number(BigInt.asUintN(32, BigInt(value)));
    return { low, high: low };
  }
  if (!Number.isFinite(value)) return { low: 0, high: 0xffffffff };
  const middle = BigInt(value);
  const reach = BigInt(2 ** Math.max(0, Math.floor(Math.log2(Math.abs(value))) - 53));
  const from = middle - reach;
  const to = middle + reach > LARGEST ? LARGEST : middle + reach;
  if (from >> 32n !== to >> 32n) return { low: 0, high: 0xffffffff };
  return { low: Number(from & WORD), high: Number(to & WORD) };
}

export function sameFile(one: FileIdentity, other: FileIdentity): boolean {
  return one.dev[0] === other.dev[0] && one.dev[1] === other.dev[1] && String(one.ino) === String(other.ino);
}
