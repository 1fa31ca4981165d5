/** Adds up what a rule set records of a log, and what it wins and loses against another. */

import { enrichedName } from '../log/enrichment.js';
import type { AuditEvent } from '../log/event.js';
import { fieldValue } from '../log/fields.js';
import type { AuditRecord } from '../log/record.js';
import type { FilterEvent } from '../rules/model/event.js';
import type { RuleSet } from '../rules/model/rule-set.js';
import * as type from '../tables/generated/record-type.js';
import { callRecord } from './logged-event.js';
import { kindOf, Replayer, sizeOf, type Verdict } from './replayer.js';

/** What the job of a simulation is, as plain data that can be posted to a worker thread. */
export interface SimulationJob {
  readonly set: RuleSet;
  /** The rules to compare with. */
  readonly old: RuleSet | undefined;
  /** Keep events that stand for all calls of the log, with how many they stand for. */
  readonly wantsSamples?: boolean;
}

export interface Count {
  events: number;
  /** As the log has them, with their line ends. */
  bytes: number;
  /** Events of these that are only perhaps recorded. */
  maybe: number;
}

/** What events are counted by; the keys in brackets. */
export const DIMENSIONS = [
  /** Calls: recorded, never, uncaught, forced (written without any rule); others: message, dropped. */
  'outcome',
  /** All that a rule decides (its number). */
  'rule',
  /** Its number, a blank, the program as logged. */
  'rule program',
  /** Of what is recorded: the quarter of an hour since the epoch; the program as logged; the login uid. */
  'time',
  'program',
  'user',
  /** `arch=c000003e syscall=59`: of calls that no rule decides, and of all. */
  'uncaught',
  'call',
  /** The rule that records what the other set does not, and the other way round. */
  'won',
  'lost',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Structured-clonable; parts of one log are added up in any order. */
export interface SimulationPart {
  readonly counts: Readonly<Record<Dimension, ReadonlyMap<string, Count>>>;
  /** Login uid → its name in the log. */
  readonly users: ReadonlyMap<string, string>;
  /** Empty unless wanted. */
  readonly samples: ReadonlyMap<string, Sample>;
  /** Seconds. */
  readonly first: number;
  readonly last: number;
}

export interface Sample {
  readonly event: FilterEvent;
  count: number;
}

const QUARTER = 900;
/** Keys of one dimension; a hostile log may name as many programs as it likes. */
const MOST = 1 << 16;
const OTHERS = '(others)';
const MOST_SAMPLES = 4096;

export class Simulation {
  readonly #replayer: Replayer;
  readonly #old: Replayer | undefined;
  #book = new CountBook();

  constructor({ set, old, wantsSamples }: SimulationJob) {
    this.#replayer = new Replayer(set, { keepsEvents: wantsSamples === true });
    this.#old = old && new Replayer(old);
  }

  add(event: AuditEvent): void {
    this.#book.see(event.sec);
    const call = callRecord(event);
    if (call) this.#addCall(event, call);
    else this.#addMessage(event);
  }

  take(): SimulationPart {
    const { part } = this.#book;
    this.#book = new CountBook();
    return part;
  }

  #addMessage(event: AuditEvent): void {
    const verdict = this.#replayer.message(event);
    const size = sizeOf(event, undefined);
    this.#book.count('outcome', verdict.recorded === false ? 'dropped' : 'message', size, verdict);
    if (verdict.rule >= 0) this.#book.count('rule', String(verdict.rule), size, verdict);
  }

  #addCall(event: AuditEvent, call: AuditRecord): void {
    const verdict = this.#replayer.call(event, call);
    const { recorded, rule, dropped } = verdict;
    const size = sizeOf(event, dropped);
    const kind = kindOf(call);
    const book = this.#book;
    book.count('call', kind, size, verdict);
    if (verdict.sample) book.sample(verdict.sample.id, verdict.sample.event, 1);
    if (rule >= 0) book.count('rule', String(rule), size, verdict);
    if (recorded !== false) this.#addRecorded(event, call, verdict, size);
    else if (event.records.some((record) => isForcing(record.type))) book.count('outcome', 'forced', size, verdict);
    else {
      book.count('outcome', rule < 0 ? 'uncaught' : 'never', size, verdict);
      if (rule < 0) book.count('uncaught', kind, size, verdict);
    }
    if (this.#old) this.#compare(verdict, this.#old.call(event, call), size);
  }

  #addRecorded({ sec }: AuditEvent, call: AuditRecord, verdict: Verdict, size: number): void {
    const book = this.#book;
    const program = fieldValue(call.text, 'exe') ?? '?';
    const user = fieldValue(call.text, 'auid') ?? fieldValue(call.text, 'uid') ?? '?';
    book.count('outcome', 'recorded', size, verdict);
    book.count('time', String(Math.floor(sec / QUARTER)), size, verdict);
    book.count('program', program, size, verdict);
    book.count('rule program', `${verdict.rule} ${program}`, size, verdict);
    book.count('user', user, size, verdict);
    book.name(user, call);
  }

  #compare(verdict: Verdict, old: Verdict, size: number): void {
    if (verdict.recorded === old.recorded) return;
    const isSure = verdict.recorded !== 'maybe' && old.recorded !== 'maybe';
    const judged: Verdict = { ...verdict, recorded: isSure ? true : 'maybe' };
    if (verdict.recorded !== false && old.recorded !== true)
      this.#book.count('won', String(verdict.rule), size, judged);
    if (old.recorded !== false && verdict.recorded !== true) this.#book.count('lost', String(old.rule), size, judged);
  }
}

/** Records that a call leaves because it is recorded; any other the kernel writes by itself, and the call with it. */
const ofCalls: ReadonlySet<number> = new Set([
  ...[type.SYSCALL, type.PATH, type.IPC, type.SOCKETCALL, type.SOCKADDR, type.CWD, type.EXECVE, type.IPC_SET_PERM],
  ...[type.MQ_OPEN, type.MQ_SENDRECV, type.MQ_NOTIFY, type.MQ_GETSETATTR, type.FD_PAIR, type.OBJ_PID, type.EOE],
  ...[type.BPRM_FCAPS, type.CAPSET, type.MMAP, type.PROCTITLE, type.KERN_MODULE, type.TIME_INJOFFSET],
  ...[type.TIME_ADJNTPVAL, type.OPENAT2, type.URINGOP],
]);

function isForcing(recordType: number): boolean {
  return !ofCalls.has(recordType);
}

/** Counts of a stretch of the log, and the sum of several. */
export class CountBook {
  readonly #counts = Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, new Map<string, Count>()])) as Record<
    Dimension,
    Map<string, Count>
  >; // of this list
  readonly #users = new Map<string, string>();
  readonly #samples = new Map<string, { event: FilterEvent; count: number }>();
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  get part(): SimulationPart {
    return { counts: this.#counts, users: this.#users, samples: this.#samples, first: this.#first, last: this.#last };
  }

  see(sec: number): void {
    if (sec < this.#first) this.#first = sec;
    if (sec > this.#last) this.#last = sec;
  }

  count(dimension: Dimension, key: string, bytes: number, { recorded }: Verdict): void {
    const count = this.#entry(dimension, key);
    count.events++;
    count.bytes += bytes;
    if (recorded === 'maybe') count.maybe++;
  }

  name(user: string, call: AuditRecord): void {
    if (this.#users.has(user) || this.#users.size === MOST) return;
    const name = enrichedName(call, 'auid');
    if (name !== undefined) this.#users.set(user, name);
  }

  /** Beyond a bound new kinds of events stand for nothing; the frequent ones have come before. */
  sample(id: string, event: FilterEvent, count: number): void {
    const known = this.#samples.get(id);
    if (known) known.count += count;
    else if (this.#samples.size < MOST_SAMPLES) this.#samples.set(id, { event, count });
  }

  add({ counts, users, samples, first, last }: SimulationPart): void {
    for (const dimension of DIMENSIONS) {
      for (const [key, { events, bytes, maybe }] of counts[dimension]) {
        const sum = this.#entry(dimension, key);
        sum.events += events;
        sum.bytes += bytes;
        sum.maybe += maybe;
      }
    }
    for (const [id, { event, count }] of samples) this.sample(id, event, count);
    for (const [user, name] of users) if (!this.#users.has(user)) this.#users.set(user, name);
    // A part of no events ends before it begins.
    this.#first = Math.min(this.#first, first);
    this.#last = Math.max(this.#last, last);
  }

  #entry(dimension: Dimension, key: string): Count {
    const counts = this.#counts[dimension];
    let count = counts.get(key);
    if (!count && counts.size >= MOST) return this.#entry(dimension, OTHERS);
    if (!count) {
      count = { events: 0, bytes: 0, maybe: 0 };
      counts.set(key, count);
    }
    return count;
  }
}
