/**
 * What the name of a rotated log says: `audit.log.2.gz` is the second of `audit.log`, packed; `audit.log-20240923` has a
 * date, as logrotate's `dateext` gives it, with `-%Y%m%d-%s` or hours behind it.
 */

/** What packers put behind a log's name. */
export const PACKINGS: readonly string[] = ['.gz', '.xz', '.bz2', '.zst'];

const NUMBER = /\.\d+$/;
const DATE = /-\d{8}(?:-?\d+)?$/;

export function isPacked(name: string): boolean {
  return PACKINGS.some((packing) => name.endsWith(packing));
}

/** The name of the file before it was packed. */
export function unpackedName(name: string): string {
  const packing = PACKINGS.find((each) => name.endsWith(each)) ?? '';
  return name.slice(0, name.length - packing.length);
}

/** The larger, the older; 0 for the log itself. */
export function rotationNumber(name: string): number {
  return Number(NUMBER.exec(unpackedName(name))?.[0].slice(1) ?? 0);
}

export function isDated(name: string): boolean {
  return DATE.test(unpackedName(name));
}

/** Whether a part of a name is a date and nothing else. */
export function isDate(part: string): boolean {
  const name = unpackedName(part);
  return DATE.exec(name)?.[0] === name;
}

/** `audit.log`, `audit.log.1`, `audit.log.2.gz` and `audit.log-20240923.xz` have one. */
export function unrotatedName(name: string): string {
  return unpackedName(name).replace(NUMBER, '').replace(DATE, '');
}
