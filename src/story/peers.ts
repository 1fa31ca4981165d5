/** Whom a run talked to over sockets, and where it listened. */
import type { Interpreter } from '../interpret/interpreter.js';
import type { Call } from './call.js';

export type Direction = 'to' | 'from' | 'listens';

export interface Peer {
  readonly direction: Direction;
  /** `inet`, `inet6`, `local`, `netlink` … */
  readonly family: string;
  /** Address, or path of a local socket. */
  readonly address: string;
  /** Undefined in families without. */
  readonly port: number | undefined;
  readonly count: number;
  /** Names of errors; empty when all went well. */
  readonly errors: ReadonlySet<string>;
  readonly pids: ReadonlySet<number>;
}

interface Draft extends Peer {
  count: number;
  readonly errors: Set<string>;
  readonly pids: Set<number>;
}

const directions: ReadonlyMap<string, Direction> = new Map([
  ...(['connect', 'sendto', 'sendmsg', 'sendmmsg'] as const).map((name) => [name, 'to'] as const),
  ...(['accept', 'accept4', 'recvfrom', 'recvmsg', 'recvmmsg'] as const).map((name) => [name, 'from'] as const),
  ['bind', 'listens'],
]);

/** The connection is under way: no error. */
const UNDER_WAY = 'EINPROGRESS';

export class PeerTable {
  readonly #interpreter: Interpreter;
  readonly #peers = new Map<string, Draft>();

  constructor(interpreter: Interpreter) {
    this.#interpreter = interpreter;
  }

  add(call: Call): void {
    const direction = directions.get(call.name.replace('io_uring:', ''));
    if (direction === undefined || call.address === undefined) return;
    const text = this.#interpreter.rule('sockaddr').render(call.address, this.#interpreter.context);
    const key = `${direction} ${text}`;
    let peer = this.#peers.get(key);
    if (!peer) {
      peer = { direction, ...partsOf(text), count: 0, errors: new Set(), pids: new Set() };
      this.#peers.set(key, peer);
    }
    peer.count++;
    peer.pids.add(call.pid);
    if (call.error !== undefined && call.error !== UNDER_WAY) peer.errors.add(call.error);
  }

  /** In order of appearance. */
  peers(): readonly Peer[] {
    return [...this.#peers.values()];
  }
}

/** `{ saddr_fam=inet laddr=127.0.0.1 lport=80 }` in parts; other texts stay whole. */
function partsOf(text: string): Pick<Peer, 'family' | 'address' | 'port'> {
  const [, family = '?', rest = text] = /^\{ saddr_fam=(\S+) ?(.*) \}$/s.exec(text) ?? [];
  const [, address, port] = /^laddr=(\S*) lport=(\d+)$/.exec(rest) ?? [];
  if (address !== undefined) return { family, address, port: Number(port) };
  return { family, address: rest.startsWith('path=') ? rest.slice('path='.length) : rest, port: undefined };
}
