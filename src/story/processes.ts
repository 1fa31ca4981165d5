/**
 * The processes of a log and who started whom. A number is used again: that it is another process now shows in its end,
 * in the call that made the new one, in its title, which the kernel takes once for each process, or in its parents.
 */

import { decodeString } from '../bytes/hex.js';
import type { AuditEvent } from '../log/event.js';
import { fieldNumber } from '../log/fields.js';
import { ANOM_ABEND, LOGIN, SYSTEM_BOOT } from '../tables/generated/record-type.js';
import * as tables from '../tables/generated/tables.js';
import { valueTable } from '../tables/lookup.js';
import { argument, type Call, UNSET_SESSION } from './call.js';

export interface TracedProcess {
  readonly pid: number;
  /** Of its first record. */
  readonly ppid: number;
  readonly node: string | undefined;
  readonly parent: TracedProcess | undefined;
  readonly children: readonly TracedProcess[];
  /** Milliseconds since the epoch: of its creation, or of the first event. */
  readonly started: number;
  /** Of its end, or of the last event. */
  readonly ended: number;
  /** Words of the programs it became, in order; empty when it only was forked. */
  readonly commands: readonly (readonly string[])[];
  readonly comm: string;
  readonly exe: string;
  readonly session: number;
  readonly exitStatus: number | undefined;
  /** Name of the signal that ended it, as far as a record tells. */
  readonly signal: string | undefined;
  readonly calls: number;
}

interface Draft extends TracedProcess {
  readonly children: Draft[];
  readonly title: string | undefined;
  /** Of its last record: another one takes over when its parent ends. */
  lastPpid: number;
  session: number;
  ended: number;
  commands: (readonly string[])[];
  comm: string;
  exe: string;
  exitStatus: number | undefined;
  signal: string | undefined;
  calls: number;
}

interface Creation {
  readonly parent: Draft;
  readonly time: number;
}

/** A process number, with the node that it is of. */
type Id = number | string;

const creators: ReadonlySet<string> = new Set(['clone', 'clone3', 'fork', 'vfork']);
const executors: ReadonlySet<string> = new Set(['execve', 'execveat']);
/** Calls that send a signal, with the arguments that say to whom and which. */
const senders: ReadonlyMap<string, readonly [target: string, signal: string]> = new Map([
  ['kill', ['a0', 'a1']],
  ['tkill', ['a0', 'a1']],
  ['tgkill', ['a0', 'a2']],
]);
const INIT = 1;

export class ProcessTable {
  readonly #roots: Draft[] = [];
  readonly #running = new Map<Id, Draft>();
  /** New process ids; those of threads never make a record of their own. */
  readonly #created = new Map<Id, Creation>();
  /** Login sessions that processes left, by the process. */
  readonly #left = new Map<Id, Set<number>>();
  readonly #signals = new Map<Draft, string>();

  /** Returns the process that made the call. */
  add(call: Call): TracedProcess {
    const process = this.#caller(call);
    this.#signals.delete(process); // it lives on
    process.calls++;
    if (call.time > process.ended) process.ended = call.time;
    process.comm = call.comm;
    process.exe = call.exe;
    process.session = call.session;
    process.lastPpid = call.ppid;
    if (creators.has(call.name) && call.exit !== undefined && call.exit > 0) this.#create(process, call, call.exit);
    else if (executors.has(call.name) && call.error === undefined && call.words) process.commands.push(call.words);
    else if (call.name === 'exit_group') this.#end(process, call);
    else if (senders.has(call.name)) this.#signal(call);
    return process;
  }

  /** The process that an event without system call is about, if it is there. */
  of({ records, node }: AuditEvent): TracedProcess | undefined {
    const pid = fieldNumber(records[0]?.text ?? '', 'pid');
    return pid === undefined ? undefined : this.#running.get(idOf(pid, node));
  }

  /** ANOM_ABEND: a signal that dumps core ended the process. */
  abort(pid: number, signal: number, node?: string): void {
    const process = this.#running.get(idOf(pid, node));
    if (process) process.signal = signalName(signal);
  }

  /** LOGIN: the process goes from one session to another. */
  login(pid: number, from: number, to: number, node?: string): void {
    const id = idOf(pid, node);
    this.#left.set(id, (this.#left.get(id) ?? new Set()).add(from));
    const process = this.#running.get(id);
    if (process) process.session = to;
  }

  /** SYSTEM_BOOT: no process from before is left. */
  boot(node?: string): void {
    for (const [id, process] of this.#running) if (process.node === node) this.#running.delete(id);
    for (const [id, { parent }] of this.#created) if (parent.node === node) this.#created.delete(id);
  }

  /** Processes whose parents are not in the log. */
  roots(): readonly TracedProcess[] {
    for (const [process, signal] of this.#signals) {
      if (process.exitStatus === undefined) process.signal ??= signal;
    }
    return this.#roots;
  }

  #caller(call: Call): Draft {
    const running = this.#running.get(idOf(call.pid, call.event.node));
    return running && !isAnother(running, call) ? running : this.#begin(call);
  }

  #begin(call: Call): Draft {
    const { node } = call.event;
    const id = idOf(call.pid, node);
    const creation = this.#created.get(id);
    this.#created.delete(id);
    const parent = creation?.parent ?? this.#parent(call);
    const process: Draft = {
      pid: call.pid,
      ppid: call.ppid,
      lastPpid: call.ppid,
      node,
      parent,
      children: [],
      started: creation?.time ?? call.time,
      ended: call.time,
      commands: [],
      comm: call.comm,
      exe: call.exe,
      session: call.session,
      title: call.title,
      exitStatus: undefined,
      signal: undefined,
      calls: 0,
    };
    (parent?.children ?? this.#roots).push(process);
    this.#running.set(id, process);
    return process;
  }

  /** The one that has the parent's number now, unless it cannot be: a child is in its parent's session, or left it. */
  #parent({ pid, ppid, session, event }: Call): Draft | undefined {
    const parent = this.#running.get(idOf(ppid, event.node));
    if (!parent || parent.pid === pid) return undefined;
    const isIn = parent.session === session || parent.session === UNSET_SESSION;
    return isIn || this.#left.get(idOf(pid, event.node))?.has(parent.session) ? parent : undefined;
  }

  /** A child may be faster than its parent's record: then it began after the call did. */
  #create(parent: Draft, call: Call, child: number): void {
    const id = idOf(child, call.event.node);
    const running = this.#running.get(id);
    if (running && running.started >= call.time && running.parent === parent) return;
    this.#running.delete(id);
    this.#left.delete(id);
    this.#created.set(id, { parent, time: call.time });
  }

  #end(process: Draft, call: Call): void {
    process.exitStatus = (argument(call, 'a0') ?? 0) & 0xff;
    const id = idOf(process.pid, process.node);
    this.#running.delete(id);
    this.#left.delete(id);
  }

  /** A signal that the target never got over has ended it: nothing of it follows. */
  #signal(call: Call): void {
    const [to = '', which = ''] = senders.get(call.name) ?? [];
    const target = this.#running.get(idOf(argument(call, to) ?? -1, call.event.node));
    const signal = argument(call, which) ?? 0;
    if (!target || signal === 0 || call.error !== undefined) return;
    this.#signals.set(target, signalName(signal));
  }
}

/** Takes in what records other than system calls tell of processes. Call it before `add` for the same event: a login is in the call that made it. */
export function tellOther({ records, node }: AuditEvent, table: ProcessTable): void {
  for (const { type, text } of records) {
    const pid = (): number => fieldNumber(text, 'pid') ?? -1;
    if (type === ANOM_ABEND) table.abort(pid(), fieldNumber(text, 'sig') ?? 0, node);
    else if (type === SYSTEM_BOOT) table.boot(node);
    else if (type === LOGIN && fieldNumber(text, 'res') !== 0) {
      table.login(
        pid(),
        fieldNumber(text, 'old-ses') ?? UNSET_SESSION,
        fieldNumber(text, 'ses') ?? UNSET_SESSION,
        node,
      );
    }
  }
}

/** Whether the caller cannot be the process that had its number. */
function isAnother(process: Draft, call: Call): boolean {
  const hasTitles = process.title !== undefined && call.title !== undefined;
  if (hasTitles && process.title !== call.title) return true;
  if (call.ppid === process.lastPpid) return false;
  if (call.session !== process.session || process.signal !== undefined) return true;
  // Its parent may have ended: then init, or who stands in for it above, has taken it over.
  if (!hasTitles) return call.ppid !== INIT && !isAncestor(call.ppid, process);
  // The same title: the same program started once more, or the same process with another parent.
  return call.words !== undefined && process.commands.length > 0 && isOwnTitle(call.title, call.words);
}

function isAncestor(pid: number, { parent }: TracedProcess): boolean {
  for (let above = parent; above; above = above.parent) if (above.pid === pid || above.ppid === pid) return true;
  return false;
}

/** Whether a title was taken from these words, not from a program that the process was before. */
function isOwnTitle(title: string | undefined, words: readonly string[]): boolean {
  return decodeString(title ?? '') === words.join('\0').slice(0, TITLE_LIMIT);
}

/** The kernel keeps so many bytes. */
const TITLE_LIMIT = 128;

function idOf(pid: number, node: string | undefined): Id {
  return node === undefined ? pid : `${node} ${pid}`;
}

function signalName(number: number): string {
  return valueTable(tables.signals).name(number) ?? `SIG${number}`;
}
