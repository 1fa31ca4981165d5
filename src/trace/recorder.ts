/**
 * Records a run without an audit daemon: the kernel's records from the read-log group, named and written as a log file
 * that ausearch reads. The kernel drops what is not fetched in time, so fetching comes before everything else.
 */

import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import type { Out } from '../bytes/out.js';
import { fieldNumber } from '../log/fields.js';
import type { Enricher } from '../multicast/enrich.js';
import { recordLine } from '../multicast/record-line.js';
import { monotonicMs } from '../netlink/clock.js';
import type { KernelRecord, RecordReader } from '../netlink/multicast.js';
import { CONFIG_CHANGE, SYSCALL } from '../tables/generated/record-type.js';
import type { Scope } from './plan.js';
import { type Launcher, Selection } from './selection.js';

/** Signals and the program's end are looked at between slices. */
const SLICE_MS = 20;
/**
 * Pause between slices. The queue has room for far more, and a reader that is woken for every record would take the
 * processor from the program: on two busy cores the pause halves the time of a run.
 */
const PAUSE_MS = 5;
/** The end is marked by the removal of the run's rules; if that is not to be seen, by silence. */
const SILENCE_MS = 300;
const LATEST_END_MS = 10_000;
const SWITCHED_OFF = ' op=set audit_enabled=0 ';
const ADDED = ' op=add_rule ';
const REMOVED = ' op=remove_rule ';

export interface RecordingCounts {
  readonly records: number;
  /** The kernel dropped records before they were read. */
  readonly overflowed: boolean;
  /** Events of which the kernel did not deliver the end. */
  readonly cutEvents: number;
  /** Somebody switched auditing off during the run. */
  readonly switchedOff: boolean;
  /** Somebody added a rule and removed it again. */
  readonly passingRules: boolean;
}

export interface RecorderTarget {
  readonly scope: Scope;
  readonly key: string;
  readonly launcher?: Launcher | undefined;
  readonly newSession: (session: number) => void;
  readonly refusedSession: (pid: number) => void;
  /** Hears which processes of the run start others; `creators` are the numbers of the calls that do. */
  readonly newProcess?: ((parent: number) => void) | undefined;
  readonly creators?: ReadonlySet<number> | undefined;
  readonly listener?: RecordListener | undefined;
}

/** Hears the run's records while it goes on. */
export interface RecordListener {
  /** One record, as the line of the log with its newline. */
  readonly line: (type: number, line: string) => void;
  /** The event with this `audit(TIME:SERIAL)` is complete. */
  readonly done: (stamp: string) => void;
}

export class Recorder {
  readonly #reader: RecordReader;
  readonly #enricher: Enricher;
  readonly #out: Out | undefined;
  #selection: Selection | undefined;
  #ownKey = '';
  #listener: RecorderTarget['listener'];
  #isEnding = false;
  #sawEnd = false;
  /** Keys of rules that others added, and of those that they took away again. */
  readonly #foreign = { added: new Set<string>(), gone: new Set<string>() };
  #switchedOff = false;
  #records = 0;
  #overflowed = false;

  /** Owns the reader. `out` receives the file's lines; without one the records are only looked at. */
  constructor(reader: RecordReader, enricher: Enricher, out: Out | undefined) {
    this.#reader = reader;
    this.#enricher = enricher;
    this.#out = out;
  }

  /** What is fetched from now on is looked through for records of the program. */
  select({ scope, key, launcher, newSession, refusedSession, newProcess, creators, listener }: RecorderTarget): void {
    this.#ownKey = ` key="${key}"`;
    this.#listener = listener;
    const take = (record: KernelRecord): void => {
      if (newProcess && record.type === SYSCALL) tellParent(record.text, creators, newProcess);
      this.#write(record);
    };
    this.#selection = new Selection(scope, key, { take, newSession, refusedSession, done: listener?.done }, launcher);
  }

  /** Fetches until `done`. */
  async until(done: Promise<unknown>): Promise<void> {
    let isDone = false;
    const end = done.then(
      () => true,
      () => true,
    );
    while (!isDone) {
      // A slice that its time cut short left records behind: only signals and the like get a turn then.
      const isBehind = this.#slice() === 'cut';
      isDone = await Promise.race([end, isBehind ? turn(false) : pause(PAUSE_MS, false)]);
    }
  }

  /** Fetches what is there. */
  drain(): void {
    while (this.#slice() === 'cut');
  }

  /** From now on rules go and auditing is switched off by the run itself. */
  end(): void {
    this.drain();
    this.#isEnding = true;
  }

  /** Fetches what was under way when the run's rules were removed, and closes. */
  finish(): RecordingCounts {
    const latest = monotonicMs() + LATEST_END_MS;
    while (!this.#sawEnd && monotonicMs() < latest && this.#slice(SILENCE_MS) !== 'silent');
    this.#out?.flush(); // where that fails, `close` follows
    this.#reader.close();
    const { begun, ended } = this.#selection ?? { begun: 0, ended: 0 };
    return {
      records: this.#records,
      overflowed: this.#overflowed,
      cutEvents: begun - ended,
      switchedOff: this.#switchedOff,
      passingRules: [...this.#foreign.added].some((rule) => this.#foreign.gone.has(rule)),
    };
  }

  close(): void {
    this.#reader.close();
  }

  /** Waits for a first record; what follows is fetched only while it is there, and for some time at most. */
  #slice(waitMs = 0): 'silent' | 'emptied' | 'cut' {
    const end = monotonicMs() + SLICE_MS;
    const received = this.#reader.receive(waitMs);
    if (received === undefined) return 'silent';
    this.#take(received);
    while (monotonicMs() < end) {
      const count = this.#reader.receiveMany(this.#add);
      if (count === 0) return 'emptied';
      if (count === 'lost') this.#overflowed = true;
    }
    return 'cut';
  }

  #take(received: KernelRecord | 'lost'): void {
    if (received === 'lost') this.#overflowed = true;
    else this.#add(received);
  }

  readonly #add = (record: KernelRecord): void => {
    if (record.type === CONFIG_CHANGE && this.#selection) this.#watch(record.text);
    this.#selection?.add(record);
  };

  /** The end is where the run's first rule goes, or auditing with it. */
  #watch(text: string): void {
    const isOwn = text.includes(this.#ownKey);
    if (this.#isEnding) {
      if (text.includes(SWITCHED_OFF) || (isOwn && text.includes(REMOVED))) this.#sawEnd = true;
    } else if (text.includes(SWITCHED_OFF)) this.#switchedOff = true;
    else if (!text.includes(' key="autrace-')) this.#watchRule(text);
  }

  #watchRule(text: string): void {
    const rule = text.slice(text.indexOf(' key='));
    if (text.includes(ADDED)) this.#foreign.added.add(rule);
    else if (text.includes(REMOVED)) this.#foreign.gone.add(rule);
  }

  #write(record: KernelRecord): void {
    this.#records++;
    if (!this.#out && !this.#listener) return;
    const line = recordLine(record, this.#enricher);
    this.#out?.write(line);
    this.#listener?.line(record.type, line);
  }
}

/** A successful call that made a process, of its maker. */
function tellParent(text: string, creators: ReadonlySet<number> | undefined, tell: (parent: number) => void): void {
  if (!creators?.has(fieldNumber(text, 'syscall') ?? -1) || !text.includes(' success=yes ')) return;
  const parent = fieldNumber(text, 'pid');
  if (parent !== undefined) tell(parent);
}
