/**
 * Open events in the order in which they leave: by time, then serial, then slot. Nearly every event begins behind all
 * others, so it goes into a queue; one that begins before the newest is a straggler and goes into a heap. The next to
 * leave is the first of the two fronts.
 *
 *   in order     41 ─ 43 ─ 44 ─ 47 ◄── 48           a ring of slots: in at the back, out at the front, O(1)
 *   stragglers      40                              a heap of slots: the least on top, O(log n)
 *                  ╱  ╲
 *                 42   45
 *   leaves       40  (the lesser of 41 and 40), then 41, 42, 43 …
 *
 * Those that left before their turn stay where they are, marked, until they are at a front.
 */
import type { OpenEvents } from './open-events.js';
import { grown, IntHeap, IntQueue } from './slots.js';

export class ReleaseOrder {
  readonly #events: OpenEvents;
  readonly inOrder: IntQueue = new IntQueue();
  readonly stragglers: IntHeap;
  /** 1 when the event left before its turn. */
  #gone: Uint8Array = new Uint8Array(64);
  #goneCount = 0;
  readonly #dropped: (slot: number) => void;

  /** `dropped`: the turn of an event has come that left before. */
  constructor(events: OpenEvents, dropped: (slot: number) => void) {
    this.#events = events;
    this.stragglers = new IntHeap((a, b) => events.before(a, b));
    this.#dropped = dropped;
  }

  /** Without those that left before their turn. */
  get size(): number {
    return this.inOrder.size + this.stragglers.size - this.#goneCount;
  }

  add(slot: number): void {
    const newest = this.inOrder.last();
    if (newest < 0 || this.#events.before(newest, slot)) this.inOrder.push(slot);
    else this.stragglers.push(slot);
  }

  /** The next to leave; -1 when there is none. */
  first(): number {
    if (this.#goneCount > 0) this.#dropGone();
    const queued = this.inOrder.peek();
    if (this.stragglers.size === 0) return queued;
    const straggler = this.stragglers.peek();
    return queued < 0 || this.#events.before(straggler, queued) ? straggler : queued;
  }

  /** Takes out the first. */
  shift(slot: number): void {
    if (slot === this.inOrder.peek()) this.inOrder.shift();
    else this.stragglers.pop();
  }

  /** It leaves before its turn. */
  leave(slot: number): void {
    while (slot >= this.#gone.length) this.#gone = grown(this.#gone);
    this.#gone[slot] = 1;
    this.#goneCount++;
  }

  /** All but those that left, in no order. */
  *values(): IterableIterator<number> {
    for (const queue of [this.inOrder, this.stragglers])
      for (const slot of queue.values()) if (this.#gone[slot] !== 1) yield slot;
  }

  #dropGone(): void {
    for (const queue of [this.inOrder, this.stragglers])
      for (let slot = queue.peek(); slot >= 0 && this.#gone[slot] === 1; slot = queue.peek()) {
        this.shift(slot);
        this.#gone[slot] = 0;
        this.#goneCount--;
        this.#dropped(slot);
      }
  }
}
