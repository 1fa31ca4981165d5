/**
 * An event's records without the values in them that are another each time. What is left is the same for events of a kind:
 *
 *   type=SYSCALL msg=audit(…): arch=c000003e … exit=… a0=… ppid=… pid=… auid=0 … ses=… comm="cat" exe="/bin/cat" key="k"
 *   type=PATH msg=audit(…): item=0 name="…" inode=… dev=fd:01 …
 *
 * Only values are left out that read alike whatever they are (`passing-value.ts`). The skeleton tells which numbers and which file
 * names are the same.
 */
import type { Batch } from '../log/batch.js';
import { endAt, kindAt, LINE, linesEnd, startAt, textEndAt, typeOfKind } from '../log/batch-layout.js';
import { EXECVE, PATH, PROCTITLE, SYSCALL } from '../tables/generated/record-type.js';
import { passingEnd, type ValueKind } from './passing-value.js';

interface Rule {
  readonly name: number;
  readonly kind: ValueKind;
}

function rule(name: string, kind: ValueKind): Rule {
  return { name: Buffer.from(name).reduce(hashed, 0), kind };
}

/** A field's name, a byte more. Names that come to the same number only cost time. */
function hashed(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0;
}

/** In front of all else: who sent the record. */
const NODE = Buffer.from('node=');
const NODE_NAME = rule('node', 'node').name;

const ANYWHERE: readonly Rule[] = [
  rule('msg', 'stamp'),
  rule('pid', 'number'),
  rule('ppid', 'number'),
  rule('ses', 'number'),
  rule('ino', 'other number'),
];

const BY_TYPE: ReadonlyMap<number, readonly Rule[]> = new Map([
  [SYSCALL, [rule('exit', 'number'), ...['a0', 'a1', 'a2', 'a3'].map((name) => rule(name, 'other number'))]],
  [PATH, [rule('name', 'name'), rule('inode', 'other number')]],
  [EXECVE, Array.from({ length: 10 }, (_, i) => rule(`a${i}`, 'other text'))],
  [PROCTITLE, [rule('proctitle', 'other text')]],
]);

/** Values that are left out, at most; a byte tells which is the same. */
const MOST_VALUES = 100;
const MOST_BYTES = 8192;
/** Shorter ones may be read otherwise for their length alone. */
const SHORTEST_RECORD = 40;
/** Stands where a value was; an event that has one itself has no skeleton. */
const MARK = 0;
const NEWLINE = 10;
const SEPARATOR = 0x1d;
const SPACE = 32;
const EQUALS = 61;

export class EventSkeleton {
  /** How many values were left out of the event that was read last; what they are, which line they stand in, and where. */
  count = 0;
  readonly kinds: ValueKind[] = new Array<ValueKind>(MOST_VALUES).fill('stamp');
  readonly lines: Int32Array = new Int32Array(MOST_VALUES);
  /** Without quotes. */
  readonly starts: Int32Array = new Int32Array(MOST_VALUES);
  readonly ends: Int32Array = new Int32Array(MOST_VALUES);
  /** Which of those before it with that name is the same one, else its own place. */
  readonly same: Int32Array = new Int32Array(MOST_VALUES);
  readonly #names = new Int32Array(MOST_VALUES);
  readonly #kept = Buffer.alloc(MOST_BYTES + 2 * MOST_VALUES);
  #used = 0;

  /** `bytes`: the batch's; the event is that at `i` of its `events`, whose lines begin at `line`. Undefined: it has none. */
  read(bytes: Uint8Array, { events, lines }: Batch, i: number, line: number): string | undefined {
    this.count = 0;
    this.#used = 0;
    const last = linesEnd(events, i, line);
    for (let at = line, n = 0; at < last; at += LINE, n++) {
      const start = startAt(lines, at);
      const end = endAt(lines, at);
      if (this.#used + end - start >= MOST_BYTES) return undefined;
      const rules = rulesOf(typeOfKind(kindAt(lines, at)));
      const from = this.#keepNode(bytes, start, end, n);
      if (textEndAt(lines, at) - from < SHORTEST_RECORD || !this.#keep(bytes, from, end, rules, n)) return undefined;
    }
    return this.#kept.toString('latin1', 0, this.#used);
  }

  /** The result: where what is behind it begins. */
  #keepNode(bytes: Uint8Array, start: number, end: number, line: number): number {
    for (let i = 0; i < NODE.length; i++) if (bytes[start + i] !== NODE[i]) return start;
    const at = start + NODE.length;
    const valueEnd = passingEnd('node', bytes, at, end);
    if (valueEnd === at || this.count === MOST_VALUES) return start;
    this.#kept.set(NODE, this.#used);
    this.#used += NODE.length;
    this.#kept[this.#used++] = MARK;
    this.#kept[this.#used++] = this.#leaveOut('node', NODE_NAME, bytes, at, valueEnd);
    this.lines[this.count++] = line;
    return valueEnd;
  }

  /** False: what is left out would not be told from what is there. */
  #keep(bytes: Uint8Array, start: number, end: number, rules: ReadonlyMap<number, ValueKind>, line: number): boolean {
    const kept = this.#kept;
    let used = this.#used;
    let name = 0;
    for (let at = start; at < end; ) {
      const byte = bytes[at++]!;
      if (byte === MARK) return false;
      kept[used++] = byte;
      if (byte === SPACE || byte === SEPARATOR) name = 0;
      else if (byte !== EQUALS) name = hashed(name, byte);
      else {
        const kind = rules.get(name);
        const valueEnd = kind === undefined ? at : passingEnd(kind, bytes, at, end);
        if (kind === undefined || valueEnd === at) continue;
        if (this.count === MOST_VALUES) return false;
        kept[used++] = MARK;
        kept[used++] = this.#leaveOut(kind, name, bytes, at, valueEnd);
        this.lines[this.count++] = line;
        at = valueEnd;
      }
    }
    kept[used++] = NEWLINE;
    this.#used = used;
    return true;
  }

  /** The result is `same`. */
  #leaveOut(kind: ValueKind, name: number, bytes: Uint8Array, at: number, valueEnd: number): number {
    const { count, starts, ends, kinds } = this;
    const quotes = kind === 'name' ? 1 : 0;
    kinds[count] = kind;
    this.#names[count] = name;
    starts[count] = at + quotes;
    ends[count] = valueEnd - quotes;
    let same = count;
    if (kind === 'number' || kind === 'name')
      for (same = 0; same < count; same++) if (this.#names[same] === name && this.#isSame(bytes, same, count)) break;
    this.same[count] = same;
    return same;
  }

  #isSame(bytes: Uint8Array, one: number, other: number): boolean {
    const { starts, ends } = this;
    const length = ends[one]! - starts[one]!;
    if (ends[other]! - starts[other]! !== length) return false;
    for (let i = 0; i < length; i++) if (bytes[starts[one]! + i] !== bytes[starts[other]! + i]) return false;
    return true;
  }
}

const rulesByType = new Map<number, ReadonlyMap<number, ValueKind>>();
const anywhere = mapOf(ANYWHERE);

function rulesOf(type: number): ReadonlyMap<number, ValueKind> {
  const more = BY_TYPE.get(type);
  if (more === undefined) return anywhere;
  let rules = rulesByType.get(type);
  if (!rules) {
    rules = mapOf([...ANYWHERE, ...more]);
    rulesByType.set(type, rules);
  }
  return rules;
}

function mapOf(rules: readonly Rule[]): ReadonlyMap<number, ValueKind> {
  return new Map(rules.map(({ name, kind }) => [name, kind]));
}
