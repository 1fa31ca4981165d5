/** The parts kernel (`parts.as.ts`), its memory (`layout.ts`), and what it knows of headers and labels. */
import { recordTypeName } from '../../tables/record-types.js';
import { partsWasm } from './generated/parts-wasm.js';
import { HEADERS_AT, HEADERS_BYTES, LABEL, LABEL_LENGTH, LABEL_MASK, LABELS_AT, MEMORY_END } from './layout.js';
import type { Pids } from './regard.js';

export interface PartsKernel {
  readonly passingCount: WebAssembly.Global;
  prepare(labels: number): void;
  read(count: number): void;
  passingPlace(i: number): number;
  numberOf(place: number): number;
  setDividing(inside: boolean): void;
  setRest(nameless: boolean, numberless: boolean): void;
  readonly generation: WebAssembly.Global;
  forgetSteps(): void;
  // counts.as.ts
  readonly came: WebAssembly.Global;
  readonly told: WebAssembly.Global;
  readonly pid: WebAssembly.Global;
  readonly pids: WebAssembly.Global;
  count(): number;
  takeCounts(): void;
  // patterns.as.ts
  readonly nextEvent: WebAssembly.Global;
  readonly nextLine: WebAssembly.Global;
  readonly nextShape: WebAssembly.Global;
  readonly nextPattern: WebAssembly.Global;
  readonly written: WebAssembly.Global;
  readonly writtenEvents: WebAssembly.Global;
  readonly writtenRows: WebAssembly.Global;
  setRow(number: number, place: number): void;
  setUp(identityFirst: number, identityCount: number, from: number, to: number): void;
  beginBatch(event: number, line: number, count: number, hasNodes: boolean): void;
  write(): number;
  passOver(pattern: number, asks: number): void;
  learnSeconds(from: number, to: number, ofSecond: number, ofMinute: number): void;
  readonly missingReading: WebAssembly.Global;
  readonly missingStart: WebAssembly.Global;
  readonly missingEnd: WebAssembly.Global;
  learnValue(textLength: number): void;
  forgetValues(): void;
}

/** As they follow each other in SYSCALL records. Most other records begin with `pid`, or have it inside, if anything. */
export const PASSING_FIELDS: readonly string[] = ['exit', 'a0', 'a1', 'a2', 'a3', 'items', 'ppid', 'pid'];
const LABELS: readonly string[] = [...PASSING_FIELDS.map((name) => ` ${name}=`), ': pid='];

const HEADERS_END = HEADERS_AT + HEADERS_BYTES;
const MEMORY_PAGES = Math.ceil(MEMORY_END / 65536);

/** Compiled once: whoever formats has parts of one event, and of whole batches. */
let compiled: WebAssembly.Module | undefined;

export class PartsMemory {
  readonly kernel: PartsKernel;
  readonly memory: Buffer;
  /** By record type: address and length of its header. */
  readonly #headers: { readonly at: number; readonly length: number }[] = [];
  #headersEnd = HEADERS_AT;

  constructor() {
    const memory = new WebAssembly.Memory({ initial: MEMORY_PAGES, maximum: MEMORY_PAGES });
    compiled ??= new WebAssembly.Module(Buffer.from(partsWasm, 'base64'));
    this.kernel = new WebAssembly.Instance<PartsKernel>(compiled, { env: { memory } }).exports;
    this.memory = Buffer.from(memory.buffer);
    this.kernel.prepare(LABELS.length);
    LABELS.forEach((label, i) => {
      const at = LABELS_AT + i * LABEL;
      this.memory.write(label, at, 'latin1');
      this.memory.fill(0xff, at + LABEL_MASK, at + LABEL_MASK + label.length);
      this.memory[at + LABEL_LENGTH] = label.length;
    });
  }

  /** Of the event that the kernel told of last. */
  get pids(): Pids {
    const { pids, pid } = this.kernel;
    return { count: pids.value, pid: pid.value };
  }

  /** Undefined for a type without a name, and where there is no more room. */
  header(type: number): { readonly at: number; readonly length: number } | undefined {
    const known = this.#headers[type];
    if (known !== undefined) return known;
    const name = recordTypeName(type);
    if (name === undefined) return undefined;
    const text = `type=${name} msg=audit(`;
    if (this.#headersEnd + text.length > HEADERS_END) return undefined;
    const header = { at: this.#headersEnd, length: this.memory.write(text, this.#headersEnd, 'latin1') };
    this.#headersEnd += text.length;
    this.#headers[type] = header;
    return header;
  }
}
