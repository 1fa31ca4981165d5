/**
 * Which of the kernel's records belong to the traced program: the group carries those of everybody. Records of an event
 * share its stamp; nearly always the SYSCALL record, which decides, comes first.
 */

import { fieldNumber } from '../log/fields.js';
import type { KernelRecord } from '../netlink/multicast.js';
import { EOE, LOGIN, SYSCALL, URINGOP } from '../tables/generated/record-type.js';
import type { Scope } from './plan.js';

/** Events under way that are remembered; more means that their ends were lost. */
const OPEN_EVENTS = 4096;
/** No record begins like this. */
const NO_STAMP = '?';
/** Sessions that are followed. */
const MOST_SESSIONS = 64;

interface OpenEvent {
  /** Undefined: not known yet. */
  isOurs: boolean | undefined;
  /** It has a record that announces an end. */
  hasCall: boolean;
  readonly waiting: KernelRecord[];
}

export interface SelectionTarget {
  /** Receives the program's records; an event's are in order. */
  readonly take: (record: KernelRecord) => void;
  /** An event of the program is complete; called with its `audit(TIME:SERIAL)`. */
  readonly done?: ((stamp: string) => void) | undefined;
  /** A process of the run has begun a session of its own, as login programs and su do. */
  readonly newSession: (session: number) => void;
  /** A process of the run was to begin one, and the kernel did not let it. */
  readonly refusedSession?: ((pid: number) => void) | undefined;
}

export interface Launcher {
  readonly pid: number;
  /** Number of execve on this machine. */
  readonly execve: number;
}

export class Selection {
  /** Events that began and ended; fewer ends mean that records are missing. */
  begun = 0;
  ended = 0;
  readonly #target: SelectionTarget;
  readonly #keyMark: string;
  readonly #ownMarks: string[];
  /** Sessions that began during the run. */
  #followed = 0;
  readonly #open = new Map<string, OpenEvent>();
  #launcher: Launcher | undefined;
  /** `audit(time:serial)` of the last record, and its event. */
  #stamp = NO_STAMP;
  #last: OpenEvent = { isOurs: undefined, hasCall: false, waiting: [] };

  /** `launcher`: the process that has yet to become the program; what it does until then is not the program's. */
  constructor(scope: Scope, key: string, target: SelectionTarget, launcher?: Launcher) {
    this.#target = target;
    this.#keyMark = ` key="${key}"`;
    this.#ownMarks = marksOf(scope);
    this.#launcher = launcher;
  }

  add(record: KernelRecord): void {
    const event = this.#event(record);
    if (record.type === EOE) {
      this.#open.delete(this.#stamp);
      if (event.isOurs && event.hasCall) {
        this.ended++;
        this.#target.done?.(this.#stamp);
      }
      this.#stamp = NO_STAMP;
      return;
    }
    const isCall = record.type === SYSCALL || record.type === URINGOP;
    if (event.isOurs === undefined) this.#decide(record, event, isCall);
    else if (event.isOurs) this.#take(record);
    if (isCall && event.isOurs && !event.hasCall) {
      event.hasCall = true;
      this.begun++;
    }
  }

  /** The record's event. Mostly that of the record before. */
  #event({ text }: KernelRecord): OpenEvent {
    if (text.startsWith(this.#stamp)) return this.#last;
    this.#stamp = text.slice(0, text.indexOf(')') + 1) || NO_STAMP;
    let event = this.#open.get(this.#stamp);
    if (!event) {
      event = { isOurs: undefined, hasCall: false, waiting: [] };
      this.#remember(this.#stamp, event);
    }
    this.#last = event;
    return event;
  }

  #decide(record: KernelRecord, event: OpenEvent, isCall: boolean): void {
    // The key alone would also stand for the tracer's own additions and removals of rules.
    const isRun = (isCall && record.text.includes(this.#keyMark)) || this.#isOwn(record);
    const isOurs = isRun && !this.#isLaunching(record, isCall);
    if (!isRun && !isCall) {
      event.waiting.push(record);
      return;
    }
    event.isOurs = isOurs;
    if (!isOurs) event.waiting.length = 0;
    for (const earlier of event.waiting.splice(0)) this.#take(earlier);
    if (isOurs) this.#take(record);
  }

  #take(record: KernelRecord): void {
    this.#target.take(record);
    if (record.type === LOGIN) this.#followLogin(record);
  }

  #followLogin({ text }: KernelRecord): void {
    if (fieldNumber(text, 'res') === 0) {
      this.#target.refusedSession?.(fieldNumber(text, 'pid') ?? 0);
      return; // the session that it names is the one that all processes without a session are in
    }
    const session = fieldNumber(text, 'ses');
    if (session === undefined || this.#followed === MOST_SESSIONS || this.#ownMarks.includes(markOf(session))) return;
    this.#followed++;
    this.#ownMarks.push(markOf(session));
    this.#target.newSession(session);
  }

  /** The program begins with the call that made it of the launcher. */
  #isLaunching({ text }: KernelRecord, isCall: boolean): boolean {
    if (!this.#launcher || !` ${text} `.includes(` pid=${this.#launcher.pid} `)) return false;
    if (!isCall || fieldNumber(text, 'syscall') !== this.#launcher.execve || !text.includes(' success=yes '))
      return true;
    this.#launcher = undefined;
    return false;
  }

  #isOwn({ type, text }: KernelRecord): boolean {
    const padded = `${text} `;
    return this.#ownMarks.some(
      (mark) => padded.includes(mark) || (type === LOGIN && padded.includes(` old-${mark.slice(1)}`)),
    );
  }

  #remember(stamp: string, event: OpenEvent): void {
    const [oldest] = this.#open.size === OPEN_EVENTS ? this.#open.keys() : [];
    if (oldest !== undefined) this.#open.delete(oldest);
    this.#open.set(stamp, event);
  }
}

/** Texts in records about processes of the run, whoever had them made. */
function marksOf(scope: Scope): string[] {
  if (scope.kind === 'session') return [markOf(scope.session)];
  return scope.kind === 'system' ? [] : scope.pids.map((pid) => ` pid=${pid} `);
}

function markOf(session: number): string {
  return ` ses=${session} `;
}
