/** `{ saddr_fam=inet laddr=10.0.0.1 lport=22 }` → the digits of a `struct sockaddr` that reads so. */
import { hex } from '../../../bytes/hex.js';
import * as tables from '../../../tables/generated/tables.js';
import { valueTable } from '../../../tables/lookup.js';

/** Older versions wrote `fam`. */
const ADDRESS = /^\{ (?:saddr_)?fam=(\S+) (.*) \}$/s;
const PADDING = '00'.repeat(8);
/** Flow and scope. */
const NO_FLOW = '00'.repeat(4);

export function savedSocketAddress(shown: string): string | undefined {
  const [, unknown] = /^unknown-family\((\d+)\)$/.exec(shown) ?? [];
  if (unknown !== undefined) return digits(Uint16Array.of(Number(unknown)));
  const [, family = '', rest = ''] = ADDRESS.exec(shown) ?? [];
  const number = valueTable(tables.socketFamilies).value(family);
  if (number === undefined) return undefined;
  const head = digits(Uint16Array.of(number));
  const [, path] = /^path=(.*)$/s.exec(rest) ?? [];
  if (path !== undefined) return `${head}${hex(path)}00`;
  const [, pid] = /^nlnk-fam=16 nlnk-pid=(\d+)$/.exec(rest) ?? [];
  if (pid !== undefined) return `${head}0000${digits(Uint32Array.of(Number(pid)))}${NO_FLOW}`;
  const [, address, port = ''] = /^laddr=(\S+) lport=(\d+)$/.exec(rest) ?? [];
  if (address === undefined) return head; // unnamed, or of a family that is not read
  const network = head + Number(port).toString(16).padStart(4, '0').toUpperCase();
  if (!address.includes(':')) return network + hex4(address) + PADDING;
  const bytes = hex6(address);
  return bytes && network + NO_FLOW + bytes + NO_FLOW;
}

/** In the order of this host, which is how they are read. */
function digits(number: Uint16Array | Uint32Array): string {
  return Buffer.from(number.buffer).toString('hex').toUpperCase();
}

function hex4(address: string): string {
  return hex(String.fromCharCode(...address.split('.').map(Number)));
}

function hex6(address: string): string | undefined {
  const [, before = address, last] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address) ?? [];
  const text = last === undefined ? address : `${before}${hex4(last).slice(0, 4)}:${hex4(last).slice(4)}`;
  const [head = '', tail] = text.split('::');
  const groups = [head, tail ?? ''].map((part) => part.split(':').filter((group) => group !== ''));
  const [front = [], back = []] = groups;
  const missing = 8 - front.length - back.length;
  if (missing < 0 || (tail === undefined && missing > 0)) return undefined;
  return [...front, ...Array.from({ length: missing }, () => '0'), ...back]
    .map((group) => group.padStart(4, '0'))
    .join('')
    .toUpperCase();
}
