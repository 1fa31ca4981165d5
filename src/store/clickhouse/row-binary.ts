/**
 * ClickHouse's format RowBinary: the values of each row one behind the other without names or types. Numbers are
 * little-endian; lengths are LEB128; what may be absent begins with a byte that says so.
 */
import { COLUMN_NAMES, COLUMNS, type ColumnName, type ColumnType, type Row, type Values } from '../row.js';

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

type Encoders = { readonly [T in ColumnType]: (out: ByteSink, value: Values[T]) => void };

const ENCODERS: Encoders = {
  count: (out, value) => out.uint64(value),
  counts: (out, values) => out.list(values, (value) => out.uint64(value)),
  id: (out, value) => out.uint32(value),
  'id?': (out, value) => out.optional(value, (known) => out.uint32(known)),
  small: (out, value) => out.int32(value),
  smalls: (out, values) => out.list(values, (value) => out.int32(value)),
  'long?': (out, value) => out.optional(value, (known) => out.int64(known)),
  text: (out, value) => out.text(value),
  'text?': (out, value) => out.optional(value, (known) => out.text(known)),
  texts: (out, values) => out.list(values, (value) => out.text(value)),
  bytes: (out, value) => out.data(value),
};

/** All columns of the rows. */
export function encodeRows(rows: readonly Row[]): Buffer {
  const out = new ByteSink();
  for (const row of rows) for (const name of COLUMN_NAMES) encodeColumn(out, name, row);
  return out.bytes();
}

function encodeColumn<N extends ColumnName>(out: ByteSink, name: N, row: Row): void {
  // The column's value is of its type, which the compiler cannot see while the name is a variable.
  const encode = ENCODERS[COLUMNS[name]] as (out: ByteSink, value: Row[N]) => void;
  encode(out, row[name]);
}

class ByteSink {
  #memory: Buffer = Buffer.allocUnsafe(1 << 20);
  #used = 0;

  bytes(): Buffer {
    return this.#memory.subarray(0, this.#used);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#memory[this.#used++] = value;
  }

  uint32(value: number): void {
    this.#reserve(4);
    this.#used = this.#memory.writeUInt32LE(value, this.#used);
  }

  int32(value: number): void {
    this.#reserve(4);
    this.#used = this.#memory.writeInt32LE(value, this.#used);
  }

  int64(value: bigint): void {
    this.#reserve(8);
    this.#used = this.#memory.writeBigInt64LE(value, this.#used);
  }

  uint64(value: number): void {
    this.#reserve(8);
    this.#memory.writeUInt32LE(value % 2 ** 32, this.#used);
    this.#used = this.#memory.writeUInt32LE(Math.floor(value / 2 ** 32), this.#used + 4);
  }

  length(value: number): void {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.byte((rest % 128) + 128);
    this.byte(rest);
  }

  list<T>(values: readonly T[], write: (value: T) => void): void {
    this.length(values.length);
    for (const value of values) write(value);
  }

  optional<T>(value: T | undefined, write: (value: T) => void): void {
    this.byte(value === undefined ? 1 : 0);
    if (value !== undefined) write(value);
  }

  text(value: string): void {
    const length = Buffer.byteLength(value, 'utf8');
    this.length(length);
    this.#reserve(length);
    this.#used += this.#memory.write(value, this.#used, 'utf8');
  }

  data(value: Uint8Array): void {
    this.length(value.length);
    this.#reserve(value.length);
    this.#memory.set(value, this.#used);
    this.#used += value.length;
  }

  #reserve(length: number): void {
    if (this.#used + length <= this.#memory.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#memory.length * 2, this.#used + length));
    this.#memory.copy(larger, 0, 0, this.#used);
    this.#memory = larger;
  }
}

/** Reads an answer. Throws RangeError where it ends too soon. */
export class BinaryReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  uint64(): number {
    const low = this.#bytes.readUInt32LE(this.#at);
    const high = this.#bytes.readUInt32LE(this.#at + 4);
    this.#at += 8;
    return high * 2 ** 32 + low;
  }

  uint32(): number {
    this.#at += 4;
    return this.#bytes.readUInt32LE(this.#at - 4);
  }

  uint8(): number {
    return this.#bytes.readUInt8(this.#at++);
  }

  int32(): number {
    this.#at += 4;
    return this.#bytes.readInt32LE(this.#at - 4);
  }

  length(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.uint8();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  data(): Buffer {
    const length = this.length();
    if (this.#at + length > this.#bytes.length) throw new RangeError('the answer ends too soon');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  text(): string {
    return this.data().toString('utf8');
  }

  list<T>(read: () => T): T[] {
    const length = this.length();
    if (length > this.#bytes.length) throw new RangeError('the answer ends too soon');
    return Array.from({ length }, read);
  }
}
