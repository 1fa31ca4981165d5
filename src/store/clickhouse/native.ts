/**
 * ClickHouse's format Native, in which rows are sent: column by column, so that the same kind of bytes stand together and pack
 * well. A block of rows:
 *
 *   columns │ rows │ name │ type │ values │ name │ type │ values │ …
 *
 * Numbers are little-endian; lengths are LEB128. What may be absent has a byte for each row in front of the values, and a
 * list the place in the values behind which it ends.
 */
import type { ByteColumn } from '../byte-column.js';
import { COLUMN_NAMES, COLUMNS, type ColumnType, type Row, type Values } from '../row.js';
import type { RowBlock, ValueColumn } from '../row-block.js';

export const CLICKHOUSE_TYPES: Readonly<Record<ColumnType, string>> = {
  count: 'UInt64',
  counts: 'Array(UInt64)',
  id: 'UInt32',
  'id?': 'Nullable(UInt32)',
  small: 'Int32',
  smalls: 'Array(Int32)',
  'long?': 'Nullable(Int64)',
  text: 'String',
  'text?': 'Nullable(String)',
  texts: 'Array(String)',
  bytes: 'String',
};

type ValueType = Exclude<ColumnType, 'bytes'>;

type Encoders = { readonly [T in ValueType]: (out: ByteSink, values: ArrayLike<Values[T]>) => void };

const ENCODERS: Encoders = {
  count: (out, values) => out.uint64s(doubles(values)),
  counts: (out, lists) => out.uint64s(doubles(joined(out, lists))),
  id: (out, values) => out.uint32s(doubles(values)),
  'id?': (out, values) => out.uint32s(doubles(present(out, values, 0))),
  small: (out, values) => out.uint32s(doubles(values)),
  smalls: (out, lists) => out.uint32s(doubles(joined(out, lists))),
  'long?': (out, values) => out.int64s(present(out, values, 0n)),
  text: (out, values) => out.texts(values),
  'text?': (out, values) => out.texts(present(out, values, '')),
  texts: (out, lists) => out.texts(joined(out, lists)),
};

/** All columns of the rows, as one block. */
export function encodeRows(rows: RowBlock): Buffer {
  const out = new ByteSink(rows.lines.size * 2);
  out.length(COLUMN_NAMES.length);
  out.length(rows.length);
  for (const name of COLUMN_NAMES) {
    out.text(name);
    out.text(CLICKHOUSE_TYPES[COLUMNS[name]]);
    if (name === 'raw') out.datas(rows.lines);
    else encodeColumn(out, name, rows.column(name));
  }
  return out.bytes();
}

function encodeColumn<N extends ValueColumn>(out: ByteSink, name: N, values: ArrayLike<Row[N]>): void {
  // The column's values are of its type, which the compiler cannot see while the name is a variable.
  const encode = ENCODERS[COLUMNS[name]] as (out: ByteSink, values: ArrayLike<Row[N]>) => void;
  encode(out, values);
}

/** Writes which values are absent; they are all there in the result. */
function present<T>(out: ByteSink, values: ArrayLike<T | undefined>, instead: T): readonly T[] {
  out.bytesOf(values, (value) => (value === undefined ? 1 : 0));
  return Array.from(values, (value) => value ?? instead);
}

/** Lists of numbers are of several kinds to the engine, each of which has code of its own. */
function doubles(values: ArrayLike<number>): Float64Array {
  return values instanceof Float64Array ? values : new Float64Array(values);
}

/** Writes where lists end. */
function joined<T>(out: ByteSink, lists: ArrayLike<readonly T[]>): readonly T[] {
  const all: T[] = [];
  const ends = new Float64Array(lists.length);
  for (let i = 0; i < lists.length; i++) {
    for (const value of lists[i]!) all.push(value);
    ends[i] = all.length;
  }
  out.uint64s(ends);
  return all;
}

class ByteSink {
  #memory: Buffer;
  #used = 0;

  /** `size`: bytes that there will be, about. */
  constructor(size: number) {
    this.#memory = Buffer.allocUnsafe(Math.max(size, 1 << 20));
  }

  bytes(): Buffer {
    return this.#memory.subarray(0, this.#used);
  }

  bytesOf<T>(values: ArrayLike<T>, byteOf: (value: T) => number): void {
    this.#reserve(values.length);
    for (let i = 0; i < values.length; i++) this.#memory[this.#used++] = byteOf(values[i]!);
  }

  /** Signed or not: their lowest 32 bits. */
  uint32s(values: Float64Array): void {
    const numbers = new Uint32Array(values.length);
    for (let i = 0; i < values.length; i++) numbers[i] = values[i]!;
    this.#numbers(numbers);
  }

  uint64s(values: Float64Array): void {
    const halves = new Uint32Array(values.length * 2);
    for (let i = 0; i < values.length; i++) {
      halves[i * 2] = values[i]!;
      halves[i * 2 + 1] = values[i]! / 2 ** 32;
    }
    this.#numbers(halves);
  }

  int64s(values: readonly bigint[]): void {
    this.#reserve(values.length * 8);
    for (const value of values) this.#used = this.#memory.writeBigInt64LE(value, this.#used);
  }

  texts(values: ArrayLike<string>): void {
    for (let i = 0; i < values.length; i++) this.text(values[i]!);
  }

  text(value: string): void {
    // Of ASCII, a unit is a byte; no unit is more than three.
    this.#reserve(value.length * 3 + LONGEST_LENGTH);
    if (value.length < SHORT && this.#ascii(value)) return;
    this.length(Buffer.byteLength(value, 'utf8'));
    this.#used += this.#memory.write(value, this.#used, 'utf8');
  }

  datas(values: ByteColumn): void {
    const { memory, ends } = values.bytes();
    let from = 0;
    for (const end of ends) {
      this.#reserve(end - from + LONGEST_LENGTH);
      this.length(end - from);
      this.#memory.set(memory.subarray(from, end), this.#used);
      this.#used += end - from;
      from = end;
    }
  }

  length(value: number): void {
    this.#reserve(LONGEST_LENGTH);
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.#memory[this.#used++] = (rest % 128) + 128;
    this.#memory[this.#used++] = rest;
  }

  /** Short texts are written faster here than by a call; false, and nothing written: it is no ASCII. */
  #ascii(value: string): boolean {
    const memory = this.#memory;
    let at = this.#used;
    memory[at++] = value.length;
    for (let i = 0; i < value.length; i++) {
      const unit = value.charCodeAt(i);
      if (unit > 127) return false;
      memory[at++] = unit;
    }
    this.#used = at;
    return true;
  }

  /** All machines that ts-audit runs on keep the lowest byte first. */
  #numbers({ buffer }: Uint32Array): void {
    this.#reserve(buffer.byteLength);
    this.#memory.set(new Uint8Array(buffer), this.#used);
    this.#used += buffer.byteLength;
  }

  #reserve(length: number): void {
    if (this.#used + length <= this.#memory.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#memory.length * 2, this.#used + length));
    this.#memory.copy(larger, 0, 0, this.#used);
    this.#memory = larger;
  }
}

const SHORT = 64;
const LONGEST_LENGTH = 8;
