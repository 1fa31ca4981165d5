/** Whom a run talked to over sockets, and where it listened. */
import { unhex } from '../bytes/hex.js';
import type { Interpreter } from '../interpret/interpreter.js';
import { argument, type Call } from './call.js';
import type { Direction, PeerDeed } from './deed.js';
import type { DescriptorTable } from './descriptors.js';

const directions: ReadonlyMap<string, Direction> = new Map([
  ...(['connect', 'sendto', 'sendmsg', 'sendmmsg'] as const).map((name) => [name, 'to'] as const),
  ...(['accept', 'accept4', 'recvfrom', 'recvmsg', 'recvmmsg'] as const).map((name) => [name, 'from'] as const),
  ['bind', 'binds'],
  ['listen', 'listens'],
]);

/** The connection is under way: no error. */
const UNDER_WAY = 'EINPROGRESS';

export class PeerReader {
  readonly #interpreter: Interpreter;
  readonly #descriptors: DescriptorTable;

  constructor(interpreter: Interpreter, descriptors: DescriptorTable) {
    this.#interpreter = interpreter;
    this.#descriptors = descriptors;
  }

  read(call: Call): PeerDeed | undefined {
    const direction = directions.get(call.name.replace('io_uring:', ''));
    if (direction === undefined) return undefined;
    const address = direction === 'listens' ? this.#bound(call) : call.address;
    if (address === undefined) return undefined;
    const error = call.error === UNDER_WAY ? undefined : call.error;
    return { what: 'peer', direction, ...this.#parts(address), error };
  }

  #bound(call: Call): string | undefined {
    const open = this.#descriptors.get(call, argument(call, 'a0') ?? -1);
    return open?.kind === 'socket' ? open.bound : undefined;
  }

  #parts(address: string): Pick<PeerDeed, 'family' | 'address' | 'port'> {
    const abstract = abstractName(address);
    if (abstract !== undefined) return { family: 'local', address: `@${abstract}`, port: undefined };
    return partsOf(this.#interpreter.rule('sockaddr').render(address, this.#interpreter.context));
  }
}

export interface Peer extends Omit<PeerDeed, 'what' | 'error'> {
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

export class PeerTable {
  readonly #peers = new Map<string, Draft>();

  add({ direction, family, address, port, error }: PeerDeed, pid: number): void {
    const key = [direction, family, port, address].join(' ');
    let peer = this.#peers.get(key);
    if (!peer) {
      peer = { direction, family, address, port, count: 0, errors: new Set(), pids: new Set() };
      this.#peers.set(key, peer);
    }
    peer.count++;
    peer.pids.add(pid);
    if (error !== undefined) peer.errors.add(error);
  }

  /** In order of appearance. */
  peers(): readonly Peer[] {
    return [...this.#peers.values()];
  }
}

/** A local socket whose name begins with NUL lies in no folder; undefined for others. */
function abstractName(address: string): string | undefined {
  const digits = /^(?:0100|0001)00((?:[\da-f]{2})+)$/i.exec(address)?.[1];
  return digits === undefined ? undefined : unhex(digits).replace(/\0+$/, '');
}

/** `{ saddr_fam=inet laddr=127.0.0.1 lport=80 }` in parts; other texts stay whole. */
function partsOf(text: string): Pick<PeerDeed, 'family' | 'address' | 'port'> {
  const [, family = '?', rest = text] = /^\{ saddr_fam=(\S+) ?(.*) \}$/s.exec(text) ?? [];
  const [, address, port] = /^laddr=(\S*) lport=(\d+)$/.exec(rest) ?? [];
  if (address !== undefined) return { family, address, port: Number(port) };
  return { family, address: rest.startsWith('path=') ? rest.slice('path='.length) : rest, port: undefined };
}
