/** What the processes of a log did, gathered in one pass over its events. */
import type { Accounts } from '../accounts/accounts.js';
import { Interpreter } from '../interpret/interpreter.js';
import type { AuditEvent } from '../log/event.js';
import { numberField, readCall } from './call.js';
import { type CallCount, CallCounts } from './call-counts.js';
import { FileTable, type TouchedFile } from './files.js';
import { type Peer, PeerTable } from './peers.js';
import { type PrivilegeChange, PrivilegeTable } from './privileges.js';
import { ProcessTable, type TracedProcess } from './processes.js';

export interface Story {
  /** Roots of the trees. */
  readonly processes: readonly TracedProcess[];
  readonly calls: readonly CallCount[];
  readonly files: readonly TouchedFile[];
  readonly peers: readonly Peer[];
  readonly privileges: readonly PrivilegeChange[];
}

const ANOM_ABEND = 1701;
export class StoryTeller {
  readonly #processes = new ProcessTable();
  readonly #calls = new CallCounts();
  readonly #files = new FileTable();
  readonly #peers: PeerTable;
  readonly #privileges: PrivilegeTable;

  constructor(accounts: Accounts) {
    this.#peers = new PeerTable(new Interpreter({ accounts, escape: 'raw' }));
    this.#privileges = new PrivilegeTable(accounts);
  }

  /** Events come in the order of their release. */
  add(event: AuditEvent): void {
    const call = readCall(event);
    if (call) {
      this.#processes.add(call);
      for (const table of [this.#calls, this.#files, this.#peers, this.#privileges]) table.add(call);
    }
    for (const { type, text } of event.records) {
      if (type === ANOM_ABEND) this.#processes.abort(numberField(text, ' pid=') ?? -1, numberField(text, ' sig=') ?? 0);
    }
  }

  story(): Story {
    return {
      processes: this.#processes.roots(),
      calls: this.#calls.counts(),
      files: this.#files.files(),
      peers: this.#peers.peers(),
      privileges: this.#privileges.changes(),
    };
  }
}
