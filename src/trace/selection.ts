/**
 * Which of the kernel's records belong to the traced program: the group carries those of everybody. Records of an event
 * share its stamp; nearly always the SYSCALL record, which decides, comes first.
 */
import type { KernelRecord } from '../netlink/multicast.js';
import type { Scope } from './plan.js';

const SYSCALL = 1300;
const EOE = 1320;
const URINGOP = 1336;
/** Events under way that are remembered; more means that their ends were lost. */
const OPEN_EVENTS = 4096;

interface OpenEvent {
  /** Undefined: not known yet. */
  isOurs: boolean | undefined;
  readonly waiting: KernelRecord[];
}

export class Selection {
  /** Counted for the check that nothing is missing. */
  begun = 0;
  ended = 0;
  readonly #take: (record: KernelRecord) => void;
  readonly #keyMark: string;
  readonly #ownMark: string;
  readonly #open = new Map<string, OpenEvent>();

  /** `take` receives the program's records; an event's are in order. */
  constructor(scope: Scope, key: string, take: (record: KernelRecord) => void) {
    this.#take = take;
    this.#keyMark = ` key="${key}"`;
    this.#ownMark = scope.kind === 'session' ? ` ses=${scope.session} ` : ` pid=${scope.pid} `;
  }

  add(record: KernelRecord): void {
    const stamp = record.text.slice(0, record.text.indexOf(')'));
    let event = this.#open.get(stamp);
    if (record.type === EOE) {
      this.#open.delete(stamp);
      if (event?.isOurs) this.ended++;
      return;
    }
    if (!event) {
      event = { isOurs: undefined, waiting: [] };
      this.#remember(stamp, event);
    }
    if (event.isOurs === undefined) this.#decide(record, event);
    else if (event.isOurs) this.#take(record);
  }

  #decide(record: KernelRecord, event: OpenEvent): void {
    const { type, text } = record;
    const isCall = type === SYSCALL || type === URINGOP;
    // The key alone would also stand for the tracer's own additions and removals of rules.
    const isOurs = (isCall && text.includes(this.#keyMark)) || `${text} `.includes(this.#ownMark);
    if (!isOurs && !isCall) {
      event.waiting.push(record);
      return;
    }
    event.isOurs = isOurs;
    if (!isOurs) event.waiting.length = 0;
    else if (type === SYSCALL) this.begun++;
    for (const earlier of event.waiting.splice(0)) this.#take(earlier);
    if (isOurs) this.#take(record);
  }

  #remember(stamp: string, event: OpenEvent): void {
    const [oldest] = this.#open.size === OPEN_EVENTS ? this.#open.keys() : [];
    if (oldest !== undefined) this.#open.delete(oldest);
    this.#open.set(stamp, event);
  }
}
