/**
 * Records that come by two channels, from the audit subsystem and as a message of the kernel, shown once; and records that
 * have no stamp of their own, used only where the kernel's twin is missing.
 *
 *   stamped    ──▶ host, stamp and text counted by channel ──▶ out, if it is more than the other channel had
 *   unstamped  ──▶ waits for some seconds of log; its twin, before it or behind it, takes its place
 */
import { type Found, nodeName } from './line/line-form.js';

type Channel = NonNullable<Found['channel']>;

/** The kernel cuts what it prints: this much of the text tells records apart. */
const TOLD = 600;
/** Records that are remembered, in two halves. */
const REMEMBERED = 1 << 14;
/** Seconds of log in which twins are written. */
export const APART = 10;
/** Records that wait at most. */
const WAITING = 1 << 12;
/** Zones of time are quarters of an hour apart. */
const ZONE_STEP = 900;
const YEAR = 366 * 86_400;

interface Waiting {
  /** Undefined: its twin came. */
  record: string | undefined;
  readonly time: number;
}

export class Twins {
  readonly #out: (record: string) => void;
  #recent = new Map<string, Record<Channel, number>>();
  #older = new Map<string, Record<Channel, number>>();
  readonly #queue: Waiting[] = [];
  /** Unstamped records that wait, and when the kernel told of records that none was there for, by text. */
  readonly #unstamped = new Map<string, Waiting[]>();
  readonly #unclaimed = new Map<string, number[]>();
  /** What is to be added to the time of a line, as stamps of the log tell. */
  #offset: number | undefined;
  #made = 0;
  #lastSerial = 0;

  constructor(out: (record: string) => void) {
    this.#out = out;
  }

  /** Records that got a serial number of our own. */
  get made(): number {
    return this.#made;
  }

  get waits(): boolean {
    return this.#queue.length > 0;
  }

  add({ record, host, time = 0, channel, unstamped }: Found): void {
    if (record === undefined) return;
    const node = host === undefined || record.startsWith('node=') ? '' : `node=${nodeName(host)} `;
    if (unstamped) this.#addUnstamped(record, node, time);
    else {
      this.#calibrate(record, time);
      if (channel === 'kernel' && time > 0) this.#claim(node, record, time);
      if (channel === undefined || this.#isNew(node + record.slice(0, TOLD), channel))
        this.#enqueue(node + record, time);
    }
    this.#let(time - APART);
  }

  end(): void {
    this.#let(Number.POSITIVE_INFINITY);
  }

  #isNew(key: string, channel: Channel): boolean {
    const known = this.#recent.get(key) ?? this.#older.get(key) ?? { audit: 0, kernel: 0 };
    const before = Math.max(known.audit, known.kernel);
    known[channel]++;
    this.#recent.set(key, known);
    if (this.#recent.size > REMEMBERED) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    return known[channel] > before;
  }

  #enqueue(record: string, time: number): void {
    if (this.#queue.length === 0) this.#out(record);
    else this.#queue.push({ record, time });
  }

  #addUnstamped(record: string, node: string, time: number): void {
    const key = node + record.slice(0, TOLD);
    const twins = (this.#unclaimed.get(key) ?? []).filter((told) => told >= time - APART);
    const twin = twins.shift();
    if (twins.length > 0) this.#unclaimed.set(key, twins);
    else this.#unclaimed.delete(key);
    if (twin !== undefined) return;
    const colon = record.indexOf(': ');
    const stamp = `audit(${this.#clock(time)}.000:${++this.#lastSerial})`;
    this.#made++;
    const waiting: Waiting = { record: `${node}${record.slice(0, colon)} msg=${stamp}${record.slice(colon)}`, time };
    this.#queue.push(waiting);
    this.#unstamped.set(key, [...(this.#unstamped.get(key) ?? []), waiting]);
  }

  /** The kernel's own record is better than one without a stamp. */
  #claim(node: string, record: string, time: number): void {
    const key = node + record.replace(/ msg=audit\([^)]*\): ?/, ': ').slice(0, TOLD);
    const waiting = this.#unstamped.get(key)?.find((one) => one.record !== undefined && one.time >= time - APART);
    if (waiting) {
      waiting.record = undefined;
      this.#made--;
      return;
    }
    if (this.#unclaimed.size > REMEMBERED) this.#unclaimed.clear();
    this.#unclaimed.set(key, [...(this.#unclaimed.get(key) ?? []).filter((told) => told >= time - APART), time]);
  }

  /** Lets go what was written up to `time`. */
  #let(time: number): void {
    let count = 0;
    for (const waiting of this.#queue) {
      if (waiting.time > time && this.#queue.length - count < WAITING) break;
      count++;
      if (waiting.record !== undefined) this.#out(waiting.record);
      waiting.record = undefined; // too late for its twin
    }
    this.#queue.splice(0, count);
    if (this.#queue.length === 0) this.#unstamped.clear();
  }

  #calibrate(record: string, time: number): void {
    const sec = Number(/ msg=audit\((\d+)\./.exec(record.slice(0, 400))?.[1] ?? 0);
    if (sec > 0 && time > 0) this.#offset = Math.round((sec - time) / ZONE_STEP) * ZONE_STEP;
  }

  #clock(time: number): number {
    if (this.#offset !== undefined) return time + this.#offset;
    if (time > YEAR) return time;
    const parts = new Date(time * 1000);
    const now = Date.now();
    const at = (year: number): number =>
      new Date(
        year,
        parts.getUTCMonth(),
        parts.getUTCDate(),
        parts.getUTCHours(),
        parts.getUTCMinutes(),
        parts.getUTCSeconds(),
      ).getTime();
    const year = new Date(now).getFullYear();
    return Math.floor((at(year) > now + 86_400_000 ? at(year - 1) : at(year)) / 1000);
  }
}
