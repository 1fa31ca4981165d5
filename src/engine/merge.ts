/**
 * Logs that overlap in time, as one stream of events in order of time: every chain of logs is scanned on its own, and the
 * earliest of the events that are next goes first.
 */
import { chainsOf } from '../input/order.js';
import type { Source } from '../input/source.js';
import { appendEvent, type Batch, copyOf, emptyBatch, type OpenBatch } from '../log/batch.js';
import type { EventId } from '../log/event.js';
import { type ScanOptions, type ScanResult, scan } from './scan.js';

/** Batches that a chain may be ahead. */
const AHEAD = 2;
const BATCH_EVENTS = 512;

export async function scanSources(sources: readonly Source[], options: ScanOptions): Promise<ScanResult> {
  const chains = await chainsOf(sources);
  const [only] = chains;
  if (only && chains.length === 1) return scan(only, options);
  return merge(
    chains.map((members) => new Chain(members, options)),
    options,
  );
}

async function merge(chains: readonly Chain[], options: ScanOptions): Promise<ScanResult> {
  const finished = Promise.all(chains.map((chain) => chain.scanned));
  finished.catch(() => {}); // met again below
  try {
    await mergeEvents(chains, options, finished);
  } finally {
    for (const chain of chains) chain.stop();
  }
  return total(await finished);
}

/** `failure` rejects when some chain cannot be read on. */
async function mergeEvents(chains: readonly Chain[], options: ScanOptions, failure: Promise<unknown>): Promise<void> {
  let merged = emptyBatch();
  for (let stopped = false; !stopped; ) {
    for (const chain of chains) if (chain.isWaiting) await Promise.race([chain.ready(), failure]);
    const next = earliest(chains);
    next?.moveEvent(merged);
    if (merged.nodes.length > 0 && (!next || options.eachEvent || merged.nodes.length >= BATCH_EVENTS)) {
      options.batch(closed(merged));
      merged = emptyBatch();
      stopped = await options.between(chains.reduce((sum, chain) => sum + chain.bytes, 0));
    }
    if (!next) return;
  }
}

function earliest(chains: readonly Chain[]): Chain | undefined {
  let first: Chain | undefined;
  for (const chain of chains) if (chain.hasEvent && (!first || isBefore(chain, first))) first = chain;
  return first;
}

function isBefore(one: Chain, other: Chain): boolean {
  if (one.sec !== other.sec) return one.sec < other.sec;
  return one.milli !== other.milli ? one.milli < other.milli : one.serial < other.serial;
}

/** The scan of one chain, held back when it gets too far ahead. */
class Chain implements Omit<EventId, 'node'> {
  readonly scanned: Promise<ScanResult>;
  bytes = 0;
  readonly #queue: Batch[] = [];
  #event = 0;
  #line = 0;
  #done = false;
  #stopped = false;
  #wakeReader: (() => void) | undefined;
  #wakeScan: (() => void) | undefined;

  constructor(sources: readonly Source[], options: ScanOptions) {
    const between = async (bytes: number): Promise<boolean> => {
      this.bytes = bytes;
      while (this.#queue.length >= AHEAD && !this.#stopped) {
        await new Promise<void>((resolve) => {
          this.#wakeScan = resolve;
        });
      }
      return this.#stopped;
    };
    this.scanned = scan(sources, { ...options, between, batch: (batch) => this.#add(batch) }).finally(() => {
      this.#done = true;
      this.#wakeReader?.();
    });
  }

  get hasEvent(): boolean {
    return this.#queue.length > 0;
  }

  /** Its next event is not known yet. */
  get isWaiting(): boolean {
    return this.#queue.length === 0 && !this.#done;
  }

  async ready(): Promise<void> {
    while (this.isWaiting) {
      await new Promise<void>((resolve) => {
        this.#wakeReader = resolve;
      });
    }
  }

  get sec(): number {
    return this.#queue[0]!.events[this.#event]!;
  }

  get milli(): number {
    return this.#queue[0]!.events[this.#event + 1]!;
  }

  get serial(): number {
    return this.#queue[0]!.events[this.#event + 2]!;
  }

  moveEvent(to: OpenBatch): void {
    const batch = this.#queue[0]!;
    this.#line = appendEvent(to, batch, this.#event, this.#line);
    this.#event += 4;
    if (this.#event < batch.events.length) return;
    this.#queue.shift();
    this.#event = 0;
    this.#line = 0;
    this.#wakeScan?.();
  }

  stop(): void {
    this.#stopped = true;
    this.#wakeScan?.();
  }

  #add(batch: Batch): void {
    this.#queue.push(copyOf(batch));
    this.#wakeReader?.();
  }
}

function closed({ bytes, events, lines, nodes, isClean }: OpenBatch): Batch {
  return {
    bytes: Buffer.concat(bytes),
    events: Float64Array.from(events),
    lines: Int32Array.from(lines),
    nodes,
    isClean,
  };
}

function total(results: readonly ScanResult[]): ScanResult {
  const sum = (of: (result: ScanResult) => number): number => results.reduce((all, result) => all + of(result), 0);
  const stamps = results
    .flatMap(({ firstStamp }) => firstStamp ?? [])
    .sort((a, b) => a.sec - b.sec || a.milli - b.milli);
  return {
    bytes: sum(({ bytes }) => bytes),
    events: sum(({ events }) => events),
    passedOver: sum(({ passedOver }) => passedOver),
    counts: {
      lines: sum(({ counts }) => counts.lines),
      rejected: sum(({ counts }) => counts.rejected),
      forced: sum(({ counts }) => counts.forced),
    },
    firstStamp: stamps[0],
    spans: results.flatMap(({ spans }) => spans),
    resume: undefined,
  };
}
