/**
 * What the filter costs, in nanoseconds as measured on one machine (Linux 6.18 in a KVM guest; `npm run bench -- rules` measures
 * them here): elsewhere the ratios hold, not the times.
 */

/** The calls themselves, without auditing: getppid, and stat of a file. */
export const BARE_WITHOUT_NAMES = 139;
export const BARE_WITH_NAMES = 1088;
/** A call of an audited process before any rule is looked at; names are collected as soon as there is any rule. */
export const BASE_WITHOUT_NAMES = 201;
export const BASE_WITH_NAMES = 800;
/** A rule whose mask does not hold the call, and one whose mask does, before its fields. */
export const MASK_MISS = 4;
export const MASK_HIT = 9;
/** The look-up of a name in the table of rules with a path or an inode number. */
export const TABLE_LOOKUP = 5;
/** A recorded event, and each of its records; without a daemon, read by one listener. */
export const RECORDED_EVENT = 2330;
export const RECORD = 2180;

interface FieldPrice {
  readonly once: number;
  readonly perName?: number;
  readonly perGroup?: number;
}

const PLAIN: FieldPrice = { once: 11 };
const OF_NAMES: FieldPrice = { once: 3, perName: 15 };

/** By listed name; others are plain numbers. */
const prices: Readonly<Record<string, FieldPrice>> = {
  gid: { once: 20, perGroup: 2 },
  egid: { once: 20, perGroup: 2 },
  field_compare: { once: 13 },
  perm: { once: 20 },
  exe: { once: 55 },
  dir: { once: 3, perName: 2 },
  key: { once: 0 },
  ...Object.fromEntries(
    ['filetype', 'obj_uid', 'obj_gid', 'devmajor', 'devminor', 'inode', 'saddr_fam'].map((name) => [name, OF_NAMES]),
  ),
};

export function fieldPrice(name: string, names: number, groups: number): number {
  const { once, perName = 0, perGroup = 0 } = prices[name] ?? PLAIN;
  return once + perName * names + perGroup * groups;
}
