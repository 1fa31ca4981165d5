/** Addresses and subnets. */
import ipaddr from 'ipaddr.js';
import type { Network } from './tools.js';

type Address = ReturnType<typeof ipaddr.parse>;

/** `10.1.2.3`, `2001:db8::1`, `10.0.0.0/8`, `2001:db8::/32`; undefined for anything else. */
export function readNetwork(text: string): Network | undefined {
  const [, written = '', length] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = addressOf(written);
  if (!address) return undefined;
  const most = address.kind() === 'ipv4' ? 32 : 128;
  const bits = length === undefined ? most : Number(length);
  if (bits > most) return undefined;
  return {
    holds: (logged) => {
      const other = addressOf(logged);
      return other !== undefined && other.kind() === address.kind() && other.match(address, bits);
    },
  };
}

/** A zone (`fe80::1%eth0`) is left aside; IPv4 in IPv6 form is IPv4 where it is written with dots. */
function addressOf(text: string): Address | undefined {
  const bare = text.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  if (ipaddr.IPv4.isValidFourPartDecimal(bare)) return ipaddr.IPv4.parse(bare);
  return bare.includes(':') && ipaddr.IPv6.isValid(bare) ? ipaddr.IPv6.parse(bare) : undefined;
}
