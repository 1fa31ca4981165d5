/**
 * What happened in a session, of a process or of a user, in order: login, programs with their parents, files, peers,
 * privileges, logout. Each line has the event that it is from, so that its records can be looked at.
 */

import type { Accounts } from '../accounts/accounts.js';
import { Interpreter } from '../interpret/interpreter.js';
import { enrichedName } from '../log/enrichment.js';
import type { AuditEvent } from '../log/event.js';
import { fieldNumber } from '../log/fields.js';
import { Normalizer } from '../normalize/normalizer.js';
import { sentence } from '../output/text.js';
import { argument, type Call, readCall } from './call.js';
import { commandText } from './command-text.js';
import { type DeedText, deedText } from './deed-line.js';
import { DeedReader } from './deed-reader.js';
import { LogLimits } from './limits.js';
import { ProcessTable, type TracedProcess, tellOther } from './processes.js';

export type StorySubject =
  | { readonly session: number }
  /** A process and all that it started. */
  | { readonly pid: number }
  /** By login uid. `id` undefined: only the log may know the name. */
  | { readonly user: string; readonly id: number | undefined };

/** Texts are byte strings. */
export interface StoryLine extends DeedText {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly serial: number;
  readonly node: string | undefined;
  /** Undefined when the event tells of none. */
  readonly pid: number | undefined;
  /** Name of the error; undefined without one. */
  readonly error: string | undefined;
  /** How often it happened in a row. */
  readonly count: number;
}

/** Messages of programs, and of the kernel about its own decisions. */
const MESSAGES = [
  [1006, 1006],
  [1100, 1199],
  [1400, 1799],
  [2000, 2999],
] as const;
const words: ReadonlyMap<number, string> = new Map([
  [1006, 'login'],
  [1105, 'login'],
  [1106, 'logout'],
  [1112, 'login'],
  [1113, 'logout'],
  [1123, 'sudo'],
]);
/** What only looks is left out. */
const dull: ReadonlySet<string> = new Set(['read', 'executed']);

export class SessionStory {
  readonly #subject: StorySubject;
  readonly #tell: (line: StoryLine) => void;
  readonly #table = new ProcessTable();
  readonly #limits = new LogLimits();
  readonly #deeds: DeedReader;
  readonly #normalizer: Normalizer;
  #last: StoryLine | undefined;

  /** `tell` gets the lines in order. */
  constructor(subject: StorySubject, accounts: Accounts, tell: (line: StoryLine) => void) {
    this.#subject = subject;
    this.#tell = tell;
    this.#deeds = new DeedReader(accounts);
    this.#normalizer = new Normalizer({ accounts, interpreter: new Interpreter({ accounts, escape: 'raw' }) });
  }

  /** Events come in the order of their release. */
  add(event: AuditEvent): void {
    tellOther(event, this.#table);
    const call = readCall(event);
    if (!call) {
      if (this.#isAbout(event, this.#table.of(event))) this.#addMessage(event);
      return;
    }
    this.#limits.add(call);
    const process = this.#table.add(call);
    const deeds = this.#deeds.read(call);
    if (!this.#isAbout(event, process)) return;
    for (const deed of deeds) {
      const text = deedText(deed);
      if (!text || dull.has(text.what)) continue;
      const parent = deed.what === 'command' && process.parent ? ` (from ${nameOf(process.parent)})` : '';
      const error = deed.what === 'peer' ? deed.error : call.error;
      this.#add(event, { pid: call.pid, what: text.what, text: text.text + parent, error });
    }
    if (call.name === 'exit_group') this.#addEnd(event, call, process);
  }

  /** What the log cannot show, one sentence each. */
  end(): readonly string[] {
    if (this.#last) this.#tell(this.#last);
    this.#last = undefined;
    return this.#limits.notes();
  }

  #addEnd(event: AuditEvent, call: Call, process: TracedProcess): void {
    const status = (argument(call, 'a0') ?? 0) & 0xff;
    if (status !== 0)
      this.#add(event, { pid: call.pid, what: 'exit', text: `${nameOf(process)}: ${status}`, error: undefined });
  }

  #addMessage(event: AuditEvent): void {
    const type = event.records[0]?.type ?? -1;
    if (!MESSAGES.some(([first, last]) => type >= first && type <= last)) return;
    const pid = fieldNumber(event.records[0]?.text ?? '', 'pid');
    this.#normalizer.each(event, (output) => {
      this.#add(event, { pid, what: words.get(type) ?? 'message', text: sentence(output), error: undefined });
    });
  }

  /** The same thing again is counted. */
  #add({ sec, milli, serial, node }: AuditEvent, told: Pick<StoryLine, 'pid' | 'what' | 'text' | 'error'>): void {
    const last = this.#last;
    const isSame =
      last?.pid === told.pid && last?.what === told.what && last.text === told.text && last.error === told.error;
    if (last && isSame) {
      this.#last = { ...last, count: last.count + 1 };
      return;
    }
    if (last) this.#tell(last);
    this.#last = { ...told, time: sec * 1000 + milli, serial, node, count: 1 };
  }

  #isAbout(event: AuditEvent, process: TracedProcess | undefined): boolean {
    const subject = this.#subject;
    if ('pid' in subject) return isBelow(process, subject.pid);
    if ('session' in subject) return event.records.some(({ text }) => isInSession(text, subject.session));
    const { id, user } = subject;
    return event.records.some((record) => {
      const auid = fieldNumber(record.text, 'auid');
      if (auid === undefined) return false;
      // The log's own names go first.
      const name = record.isEnriched ? enrichedName(record, 'auid') : undefined;
      return name === undefined ? auid === id : name === user || (auid === id && String(id) === user);
    });
  }
}

function isInSession(text: string, session: number): boolean {
  return fieldNumber(text, 'ses') === session || fieldNumber(text, 'old-ses') === session;
}

function isBelow(process: TracedProcess | undefined, pid: number): boolean {
  for (let one = process; one; one = one.parent) if (one.pid === pid) return true;
  return false;
}

function nameOf({ pid, commands, comm }: TracedProcess): string {
  const command = commands.at(-1);
  return `${pid} ${command ? commandText(command.slice(0, 1)) : comm}`;
}
