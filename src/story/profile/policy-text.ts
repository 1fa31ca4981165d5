/** The policy (`policy.ts`) that what was seen passes. */
import type { PeerDeed } from '../deed.js';
import { covering } from './folders.js';
import type { Needs } from './needs.js';

/** A byte string. */
export function policyText({ read, written, executed, connected, bound, privileges }: Needs): string {
  const sections = [
    lines('read', covering(read)),
    lines('write', covering(written)),
    lines('exec', [...executed].sort()),
    lines('connect', connected.flatMap(peerValue)),
    lines('listen', bound.flatMap(peerValue)),
    privileges ? ['allow privileges'] : [],
  ];
  return sections.map((section) => section.map((line) => `${line}\n`).join('')).join('');
}

/** A name with blanks or the like cannot stand in a line; any character stands for each of those. */
function lines(action: string, values: readonly string[]): readonly string[] {
  const unique = [...new Set(values.map((value) => value.replace(/[\s,#\x00-\x1f\x7f]/g, '*')))];
  return unique.map((value) => `allow ${action} ${value}`);
}

function peerValue({ family, address, port }: PeerDeed): readonly string[] {
  if (family === 'local') return address.startsWith('/') || address.startsWith('@') ? [address] : [];
  if (family !== 'inet' && family !== 'inet6') return [];
  const host = family === 'inet6' ? `[${address}]` : address;
  return [port === undefined ? host : `${host}:${port}`];
}
