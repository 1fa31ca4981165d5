/** The policy (`policy.ts`) that what was seen passes. */
import type { PeerDeed } from '../deed.js';
import { covering } from './folders.js';
import type { Needs } from './needs.js';

const EVERY_PATH = '/**';
const EVERY_PEER = '*';

/** A byte string. What the runs did not do at all is denied: an action without a line would not be judged. */
export function policyText({ read, written, executed, connected, bound, privileges }: Needs): string {
  const sections = [
    read.size > 0 ? lines('read', covering(read)) : [`deny read ${EVERY_PATH}`],
    written.size > 0 ? lines('write', covering(written)) : [`deny write ${EVERY_PATH}`],
    executed.size > 0 ? lines('exec', [...executed].sort()) : [`deny exec ${EVERY_PATH}`],
    connected.length > 0 ? lines('connect', connected.flatMap(peerValue)) : [`deny connect ${EVERY_PEER}`],
    bound.length > 0 ? lines('listen', bound.flatMap(peerValue)) : [`deny listen ${EVERY_PEER}`],
    [`${privileges ? 'allow' : 'deny'} privileges`],
  ];
  return sections.map((section) => section.map((line) => `${line}\n`).join('')).join('');
}

/** A name with blanks or the like cannot stand in a line; any character stands for each of those. */
function lines(action: string, values: readonly string[]): readonly string[] {
  const unique = [...new Set(values.map((value) => value.replace(/[ ,#\x00-\x1f\x7f]/g, '*')))];
  return unique.map((value) => `allow ${action} ${value}`);
}

function peerValue({ family, address, port }: PeerDeed): readonly string[] {
  if (family === 'local') return address.startsWith('/') || address.startsWith('@') ? [address] : [];
  if (family !== 'inet' && family !== 'inet6') return [];
  const host = family === 'inet6' ? `[${address}]` : address;
  return [port === undefined ? host : `${host}:${port}`];
}
