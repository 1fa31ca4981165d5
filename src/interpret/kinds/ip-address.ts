/** Addresses as the C library prints them (spec interpretation section 11). */
import { readdirSync, readFileSync } from 'node:fs';

export function ipv4Text(bytes: readonly number[]): string {
  return bytes.join('.');
}

/** 16 bytes. The longest run of zero groups is `::`; addresses that embed an IPv4 one end in dotted decimal. */
export function ipv6Text(bytes: readonly number[]): string {
  const groups = Array.from({ length: 8 }, (_, i) => (bytes[2 * i]! << 8) | bytes[2 * i + 1]!);
  const run = longestZeroRun(groups);
  const isEmbedded = run.start === 0 && (run.length === 6 || (run.length === 5 && groups[5] === 0xffff));
  const parts = groups.map((group) => group.toString(16));
  if (isEmbedded) parts.splice(6, 2, ipv4Text(bytes.slice(12)));
  if (run.length < 2) return parts.join(':');
  return `${parts.slice(0, run.start).join(':')}::${parts.slice(run.start + run.length).join(':')}`;
}

/** The first of the longest. */
function longestZeroRun(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let end = start;
    while (groups[end] === 0) end++;
    if (end - start > best.length) best = { start, length: end - start };
    start = Math.max(start, end);
  }
  return best;
}

let interfaces: ReadonlyMap<number, string> | undefined;

/** The network interface of that index on this host. */
export function interfaceName(index: number): string | undefined {
  interfaces ??= readInterfaces('/sys/class/net');
  return interfaces.get(index);
}

function readInterfaces(folder: string): ReadonlyMap<number, string> {
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
