/**
 * An event's records without the values in them that are another each time. What is left is the same for events of a kind:
 *
 *   type=SYSCALL msg=audit(…): arch=c000003e … exit=… a0=… ppid=… pid=… auid=0 … ses=… comm="cat" exe="/bin/cat" key="k"
 *   type=PATH msg=audit(…): item=0 name="…" inode=… dev=fd:01 …
 *
 * Only values are left out that read alike whatever they are (`passing-value.ts`). The skeleton tells which numbers and which file
 * names are the same. The kernel (`skeleton.as.ts`) reads events and gives each skeleton a number.
 */
import type { Batch } from '../../log/batch.js';
import { LINE } from '../../log/batch-layout.js';
import { skeletonWasm } from './generated/skeleton-wasm.js';
import {
  BYTES_AT,
  LINES_AT,
  MEMORY_END,
  MOST_BYTES,
  MOST_LINES,
  MOST_VALUES,
  NONE,
  PARTS_AT,
  VALUE,
  VALUE_END,
  VALUE_LINE,
  VALUE_MEANING,
  VALUE_NUMBER,
  VALUE_SAME,
  VALUE_START,
  VALUES_AT,
} from './layout.js';
import { BYTE_PARTS, kindOf, type ValueKind } from './passing-value.js';

interface SkeletonKernel {
  readonly valueCount: WebAssembly.Global;
  find(line: number, lines: number): number;
  enter(): number;
}

const MEMORY_PAGES = Math.ceil(MEMORY_END / 65536);
/** In units of 32 bits. */
const UNITS = VALUE / 4;

export class EventSkeleton {
  readonly #kernel: SkeletonKernel;
  readonly #bytes: Buffer;
  readonly #lines: Int32Array;
  readonly #values: Int32Array;
  #isLoaded = false;

  constructor() {
    const memory = new WebAssembly.Memory({ initial: MEMORY_PAGES, maximum: MEMORY_PAGES });
    const module = new WebAssembly.Module(Buffer.from(skeletonWasm, 'base64'));
    this.#kernel = new WebAssembly.Instance<SkeletonKernel>(module, { env: { memory } }).exports;
    this.#bytes = Buffer.from(memory.buffer);
    this.#lines = new Int32Array(memory.buffer, LINES_AT, MOST_LINES * LINE);
    this.#values = new Int32Array(memory.buffer, VALUES_AT, MOST_VALUES * UNITS);
    this.#bytes.set(BYTE_PARTS, PARTS_AT);
  }

  /** The events that are read next are of this batch. Those of one that is too large have no skeleton. */
  load({ bytes, lines }: Batch): void {
    this.#isLoaded = bytes.length <= MOST_BYTES && lines.length <= MOST_LINES * LINE;
    if (!this.#isLoaded) return;
    this.#bytes.set(bytes, BYTES_AT);
    this.#lines.set(lines);
  }

  /** The number of the skeleton of the event whose lines begin at `line` of the batch's, and end at `last`; `NONE`, `UNKNOWN`. */
  read(line: number, last: number): number {
    return this.#isLoaded ? this.#kernel.find(line / LINE, (last - line) / LINE) : NONE;
  }

  /** Gives one that was `UNKNOWN` when it was read a number. 0: all others are forgotten. */
  enter(): number {
    return this.#kernel.enter();
  }

  /** How many values were left out of the event that was read last. */
  get count(): number {
    return this.#kernel.valueCount.value;
  }

  /** Of its values, by their places: what they are, which line of the event they stand in, and where in the batch, without quotes. */
  kind(value: number): ValueKind {
    return kindOf(this.#values[value * UNITS + VALUE_MEANING / 4]!);
  }

  line(value: number): number {
    return this.#values[value * UNITS + VALUE_LINE / 4]!;
  }

  start(value: number): number {
    return this.#values[value * UNITS + VALUE_START / 4]!;
  }

  end(value: number): number {
    return this.#values[value * UNITS + VALUE_END / 4]!;
  }

  /** Which of those before it with that name is the same one, else its own place. */
  same(value: number): number {
    return this.#values[value * UNITS + VALUE_SAME / 4]!;
  }

  /** -1: no number that a column may have. */
  number(value: number): number {
    return this.#values[value * UNITS + VALUE_NUMBER / 4]!;
  }
}
