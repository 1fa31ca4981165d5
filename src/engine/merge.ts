/**
 * Logs that overlap in time, as one stream of events in order of time: every chain of logs is a lane of its own, and the
 * earliest of the events that are next goes first.
 *
 *   chain ──SideScan──▶ lane [ 12 15 15 │ 18 … ] ─┐
 *   chain ──SideScan──▶ lane [ 13 13 │ … ]       ─┼─▶ 12 13 13 15 15 18 … ──▶ batches
 *   chain ──Spill─────▶ lane [ 19 … ]            ─┘
 *                             └ next event           `#next`: a heap of the lanes' ranks by their next events
 *
 * All scans stand side by side; where there are too many for that, each is opened when its time has come (`#pending`, a
 * margin before its first second), and what still is too many goes by way of a file. A lane that is empty is asked for its
 * next batch before anything later leaves (`#refill`), unless it is silent (`#silent`): a pipe may say nothing for long,
 * and what comes out of it late then stands late.
 */
import { descriptorsToUse } from '../input/descriptor.js';
import { chainsOf } from '../input/order.js';
import { type Source, totalSize } from '../input/source.js';
import { IntHeap } from '../log/assemble/slots.js';
import { closedBatch, emptyBatch } from '../log/open-batch.js';
import { CACHED_SEGMENT, SMALL_SEGMENT } from '../log/scan/scanner.js';
import { isEarlier } from '../log/stamp.js';
import type { Lane } from './lane.js';
import { SILENCE_MS, scan } from './scan.js';
import type { ScanOptions, ScanResult } from './scan-options.js';
import { SideScan } from './side-scan.js';
import type { Spill } from './spill.js';

const BATCH_EVENTS = 512;
/** Scans side by side: each takes up to 5 MB. */
const MOST_OPEN = 48;
/** Descriptors of a file, and of one that a program unpacks. */
const PLAIN_DESCRIPTORS = 1;
const PACKED_DESCRIPTORS = 5;
/** Seconds by which the events of a log may be earlier than its first line. */
const MARGIN = 120;
/** A scan that says nothing for longer has handed over what it held. */
const SILENT_MS: number = SILENCE_MS + 500;

export async function scanSources(sources: readonly Source[], options: ScanOptions): Promise<ScanResult> {
  const chains = await chainsOf(sources);
  const [only] = chains;
  if (only && chains.length === 1) return scan(only, { ...options, segment: segmentFor(only) });
  const merged = await mergedElsewhere(chains, options);
  if (merged) return scan([merged], { ...options, segment: segmentFor([merged]) });
  return new Merge(await Promise.all(chains.map(chainOf)), {
    ...options,
    tellsBehind: true,
    segment: SMALL_SEGMENT,
  }).run();
}

/** By a store that has them all; places in logs, and what each log comes to, it does not tell. */
async function mergedElsewhere(
  chains: readonly (readonly Source[])[],
  { spans, completeOnly }: ScanOptions,
): Promise<Source | undefined> {
  if (spans || completeOnly) return undefined;
  const [together, ...others] = new Set(chains.flat().map((source) => source.together));
  return others.length === 0 ? together?.merged(chains, MARGIN) : undefined;
}

/** Bytes that are read sooner in small pieces; of more, the pieces cost more than the memory. */
const SOON_READ = 64 << 20;

/** Undefined: the scanner's own. */
function segmentFor(sources: readonly Source[]): number | undefined {
  const size = totalSize(sources);
  return size > 0 && size <= SOON_READ ? CACHED_SEGMENT : undefined;
}

interface Chain {
  /** Among equals the lower one goes first. */
  readonly rank: number;
  readonly sources: readonly Source[];
  readonly descriptors: number;
  /** Second of the first line. */
  readonly first: number;
  /** It goes on when its writer likes. */
  readonly mayBeSilent: boolean;
}

async function chainOf(sources: readonly Source[], rank: number): Promise<Chain> {
  const [oldest] = sources;
  return {
    rank,
    sources,
    descriptors: sources.every((source) => source.canSeek()) ? PLAIN_DESCRIPTORS : PACKED_DESCRIPTORS,
    first: oldest ? (await oldest.span()).first : 0,
    mayBeSilent: !sources.every((source) => source.canReopen()),
  };
}

interface OpenChain extends Chain {
  readonly side: SideScan;
}

class Merge {
  readonly #options: ScanOptions;
  readonly #descriptors: number;
  readonly #opensAll: boolean;
  /** By rank, for notes. */
  readonly #names: readonly string[];
  /** Those that are not open yet, by their first second. */
  #pending: readonly Chain[];
  readonly #open = new Map<number, OpenChain>();
  /** Some of them: nothing comes for now. */
  readonly #silent = new Set<OpenChain>();
  #spill: Spill | undefined;
  /** By rank; `#next` has the ranks of those whose next event is known. */
  readonly #lanes: Lane[] = [];
  readonly #next: IntHeap = new IntHeap((a, b) => this.#goesBefore(a, b));
  /** By rank. */
  readonly #results: (ScanResult | undefined)[] = [];
  #merged = emptyBatch();
  /** The latest second that was reached. */
  #reached = 0;
  /** By rank: it is said that events of the chain come late. */
  readonly #isLate: boolean[] = [];

  constructor(chains: readonly Chain[], options: ScanOptions) {
    this.#options = options;
    this.#descriptors = descriptorsToUse();
    this.#opensAll = chains.length <= MOST_OPEN && descriptorsOf(chains) <= this.#descriptors;
    this.#names = chains.map(({ sources }) => sources[0]?.name ?? '');
    this.#pending = [...chains].sort((a, b) => a.first - b.first);
  }

  async run(): Promise<ScanResult> {
    try {
      await this.#merge();
    } finally {
      for (const { side } of this.#open.values()) side.stop();
      this.#spill?.close();
    }
    // What may be silent might never end.
    const ending = [...this.#open.values()].filter(({ mayBeSilent }) => !mayBeSilent);
    for (const { rank, side } of ending) this.#results[rank] = await side.scanned;
    return total(this.#results.filter((result) => result !== undefined));
  }

  async #merge(): Promise<void> {
    for (;;) {
      if (this.#hasDue && (await this.#openDue())) return;
      for (const chain of this.#silent) if (chain.side.isReady) await this.#refill(chain);
      const rank = this.#next.peek();
      const lane = this.#lanes[rank];
      if (!lane) {
        if ((await this.#deliver()) || this.#silent.size === 0) return;
        await Promise.race([...this.#silent].map(({ side }) => side.ready()));
        continue;
      }
      this.#next.pop();
      this.#noteLate(rank, lane);
      lane.moveEvent(this.#merged);
      const chain = this.#open.get(rank);
      if (lane.hasEvent) this.#next.push(rank);
      else if (chain) await this.#refill(chain);
      const isFull = this.#options.eachEvent || this.#merged.nodes.count >= BATCH_EVENTS;
      if (isFull && (await this.#deliver())) return;
    }
  }

  /** A log stays in its own order: what stands behind a stamp of the future, as of a clock that was set back, waits for it. */
  #noteLate(rank: number, { sec, second }: Lane): void {
    if (sec > this.#reached) this.#reached = sec;
    if (second >= this.#reached - MARGIN || this.#isLate[rank]) return;
    this.#isLate[rank] = true;
    this.#options.note?.(
      `NOTE - ${this.#names[rank]} has events older than those before them: they are not in order with those of other logs`,
    );
  }

  get #hasDue(): boolean {
    const [first] = this.#pending;
    return first !== undefined && this.#isDue(first);
  }

  #isDue(chain: Chain): boolean {
    if (this.#opensAll) return true;
    const head = this.#lanes[this.#next.peek()]?.sec ?? this.#pending[0]?.first;
    return head === undefined || chain.first - MARGIN <= head;
  }

  /** True when no more is wanted. */
  async #openDue(): Promise<boolean> {
    const later = this.#pending.findIndex((chain) => !this.#isDue(chain));
    const due = this.#pending.slice(0, later < 0 ? undefined : later);
    this.#pending = later < 0 ? [] : this.#pending.slice(later);
    // The largest stay where they are.
    for (const chain of this.#opensAll ? due : largestFirst(due)) {
      if (chain.mayBeSilent || this.#hasRoomFor(chain)) this.#openChain(chain);
      else if (await this.#spillChain(chain)) return true;
    }
    for (const { rank } of due) {
      const chain = this.#open.get(rank);
      if (chain) await this.#refill(chain);
    }
    return false;
  }

  #hasRoomFor({ descriptors }: Chain): boolean {
    if (this.#opensAll || this.#open.size === 0) return true;
    return this.#open.size < MOST_OPEN && descriptorsOf([...this.#open.values()]) + descriptors <= this.#descriptors;
  }

  #openChain(chain: Chain): void {
    const side = new SideScan(chain.sources, this.#options);
    this.#open.set(chain.rank, { ...chain, side });
    this.#lanes[chain.rank] = side.lane;
  }

  /** True when no more is wanted. */
  async #spillChain({ rank, sources }: Chain): Promise<boolean> {
    const { Spill, blockSize } = await import('./spill.js');
    this.#spill ??= new Spill(blockSize(this.#pending.length + this.#open.size));
    let isEnough = false;
    const between = async (bytes: number): Promise<boolean> => {
      isEnough = await this.#options.between(this.#bytes + bytes);
      return isEnough;
    };
    const { lane, result } = await this.#spill.read(sources, { ...this.#options, between });
    this.#lanes[rank] = lane;
    this.#results[rank] = result;
    if (lane.hasEvent) this.#next.push(rank);
    return isEnough;
  }

  /** Waits for the next event of a lane that is at its end for now, not for ever. */
  async #refill(chain: OpenChain): Promise<void> {
    const { rank, side, mayBeSilent } = chain;
    if (!(await side.ready(mayBeSilent ? SILENT_MS : undefined))) {
      this.#silent.add(chain);
      return;
    }
    this.#silent.delete(chain);
    if (side.lane.hasEvent) this.#next.push(rank);
    else {
      this.#open.delete(rank);
      this.#results[rank] = await side.scanned;
    }
  }

  /** Hands over what has been merged; true when no more is wanted. */
  async #deliver(): Promise<boolean> {
    if (this.#merged.nodes.count === 0) return false;
    this.#options.batch(closedBatch(this.#merged));
    this.#merged = emptyBatch();
    return this.#options.between(this.#bytes);
  }

  get #bytes(): number {
    let bytes = 0;
    for (const result of this.#results) bytes += result?.bytes ?? 0;
    for (const { side } of this.#open.values()) bytes += side.bytes;
    return bytes;
  }

  #goesBefore(a: number, b: number): boolean {
    const [one, other] = [this.#lanes[a], this.#lanes[b]];
    if (!one || !other) return one !== undefined;
    return isEarlier(one, other) || (a < b && !isEarlier(other, one));
  }
}

function descriptorsOf(chains: readonly Chain[]): number {
  return chains.reduce((sum, { descriptors }) => sum + descriptors, 0);
}

function largestFirst(chains: readonly Chain[]): readonly Chain[] {
  const sized = chains.map((chain) => ({ chain, size: totalSize(chain.sources) }));
  return sized.sort((a, b) => b.size - a.size).map(({ chain }) => chain);
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
