/** Reads the deeds of system calls, which need what earlier calls left behind: descriptors, ids, folders. */
import type { Accounts } from '../accounts/accounts.js';
import { Interpreter } from '../interpret/interpreter.js';
import type { Call } from './call.js';
import type { Deed } from './deed.js';
import { DescriptorTable } from './descriptors.js';
import { fileDeeds } from './file-deeds.js';
import { PathFinder } from './paths.js';
import { PeerReader } from './peers.js';
import { PrivilegeReader } from './privileges.js';

const executors: ReadonlySet<string> = new Set(['execve', 'execveat']);

export class DeedReader {
  readonly #descriptors = new DescriptorTable();
  readonly #paths = new PathFinder(this.#descriptors);
  readonly #peers: PeerReader;
  readonly #privileges: PrivilegeReader;

  constructor(accounts: Accounts) {
    this.#peers = new PeerReader(new Interpreter({ accounts, escape: 'raw' }), this.#descriptors);
    this.#privileges = new PrivilegeReader(accounts);
  }

  /** Calls come in the order of the log. */
  read(call: Call): readonly Deed[] {
    this.#descriptors.follow(call);
    const deeds: Deed[] = [];
    if (call.words && call.error === undefined && executors.has(call.name)) {
      deeds.push({ what: 'command', words: call.words });
    }
    for (const deed of fileDeeds(call, this.#paths.find(call))) deeds.push(deed);
    const peer = this.#peers.read(call);
    if (peer) deeds.push(peer);
    for (const change of this.#privileges.read(call)) deeds.push({ what: 'privileges', change });
    return deeds;
  }
}
