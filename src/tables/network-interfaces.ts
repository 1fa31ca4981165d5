/** Network interfaces of this machine: an IPv6 address may name one as its scope. */
import { readdirSync, readFileSync } from 'node:fs';

let names: ReadonlyMap<number, string> | undefined;

/** `%7` behind an address, or `%eth0` when it is link-local and 7 is an interface here; nothing for scope 0. */
export function scopeText(scope: number, isLinkLocal: boolean): string {
  if (scope === 0) return '';
  if (!isLinkLocal) return `%${scope}`;
  names ??= readNames('/sys/class/net');
  return `%${names.get(scope) ?? scope}`;
}

function readNames(folder: string): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  try {
    for (const name of readdirSync(folder, 'latin1')) {
      try {
        found.set(Number(readFileSync(`${folder}/${name}/ifindex`, 'latin1')), name);
      } catch {
        // Gone in the meantime, or no interface (`bonding_masters`).
      }
    }
  } catch {
    // No such folder: numbers are shown.
  }
  return found;
}
