/**
 * Records a run without an audit daemon: the kernel's records from the read-log group, named and written as a log file
 * that ausearch reads. The kernel drops what is not fetched in time, so fetching comes before everything else.
 */
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import type { Out } from '../bytes/out.js';
import type { Enricher } from '../multicast/enrich.js';
import { recordLine } from '../multicast/record-line.js';
import type { KernelRecord, RecordReader } from '../netlink/multicast.js';
import type { Scope } from './plan.js';
import { Selection } from './selection.js';

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
const CONFIG_CHANGE = 1305;
const SWITCHED_OFF = ' op=set audit_enabled=0 ';

export interface RecordingCounts {
  readonly records: number;
  /** The kernel dropped records before they were read. */
  readonly overflowed: boolean;
  /** Events of which the kernel did not deliver the end. */
  readonly cutEvents: number;
  /** Somebody switched auditing off during the run. */
  readonly switchedOff: boolean;
}

export class Recorder {
  readonly #reader: RecordReader;
  readonly #enricher: Enricher;
  readonly #out: Out;
  #selection: Selection | undefined;
  #endMark = '';
  #sawEnd = false;
  #switchedOff = false;
  #records = 0;
  #overflowed = false;

  /** Owns the reader. `out` receives the file's lines. */
  constructor(reader: RecordReader, enricher: Enricher, out: Out) {
    this.#reader = reader;
    this.#enricher = enricher;
    this.#out = out;
  }

  /** What is fetched from now on is looked through for records of the program. */
  select(scope: Scope, key: string, newSession: (session: number) => void): void {
    this.#endMark = `op=remove_rule key="${key}"`;
    this.#selection = new Selection(scope, key, { take: (record) => this.#write(record), newSession });
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

  /** Fetches what was under way when the run's rules were removed, and closes. */
  finish(): RecordingCounts {
    const latest = performance.now() + LATEST_END_MS;
    while (!this.#sawEnd && performance.now() < latest && this.#slice(SILENCE_MS) !== 'silent');
    this.#reader.close();
    this.#out.flush();
    const { begun, ended } = this.#selection ?? { begun: 0, ended: 0 };
    return {
      records: this.#records,
      overflowed: this.#overflowed,
      cutEvents: begun - ended,
      switchedOff: this.#switchedOff,
    };
  }

  close(): void {
    this.#reader.close();
  }

  /** Waits for a first record; what follows is fetched only while it is there, and for some time at most. */
  #slice(waitMs = 0): 'silent' | 'emptied' | 'cut' {
    const end = performance.now() + SLICE_MS;
    const received = this.#reader.receive(waitMs);
    if (received === undefined) return 'silent';
    this.#take(received);
    while (performance.now() < end) {
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

  #watch(text: string): void {
    if (text.includes(this.#endMark)) this.#sawEnd = true;
    else if (text.includes(SWITCHED_OFF) && !this.#sawEnd) this.#switchedOff = true;
  }

  #write(record: KernelRecord): void {
    this.#records++;
    this.#out.write(recordLine(record, this.#enricher));
  }
}
