/**
 * An event's records as ranges of bytes that come again and again, and passing values (process ids, exit codes,
 * arguments) between them that hardly ever do:
 *
 *     type=SYSCALL msg=audit(…): arch=… success=yes exit=0 a0=1 … pid=7 auid=0 … key="k"
 *     header                   head                 passing values     rest
 *
 *     type=ANOM_ABEND msg=audit(…): auid=0 uid=0 gid=0 ses=1 pid=7 comm="x" … sig=6
 *     header                        head                     pid   rest
 *
 * A range is remembered by its bytes and its place (head or rest, of which record type), with the note of whoever uses it.
 * What a note says must hang on these bytes alone: what hangs on head and rest together is noted by rest and head, and what
 * stands in passing values is read each time.
 *
 *   range ─► found: its number, its note      a new one drives an old one out of its eight places: that one's number never
 *                                             comes again, and its note goes
 *   shape of an event     ─► the numbers of all its ranges and of its node, one behind the other (shapes.as.ts); none
 *                             where a passing value is no plain number. When there are too many, all shapes are forgotten at
 *                             once, and what is known of them (`generation`)
 */
import type { AuditEvent } from '../event.js';
import type { AuditRecord } from '../record.js';
import { FirstSight } from './first-sight.js';
import {
  BYTES_AT,
  MOST_BYTES,
  MOST_PASSING,
  MOST_RECORDS,
  PARTS,
  PARTS_AT,
  PARTS_BODY,
  PARTS_FIRST,
  PARTS_HEAD,
  PARTS_HEAD_NUMBER,
  PARTS_PASSING_END,
  PARTS_REST,
  PARTS_REST_NUMBER,
  PASSING,
  PASSING_AT,
  PASSING_END,
  PASSING_LABEL,
  PASSING_RECORD,
  PASSING_START,
  PLACES,
  RECORD,
  RECORD_END,
  RECORD_HEADER,
  RECORD_HEADER_LENGTH,
  RECORD_START,
  RECORD_TEXT_END,
  RECORD_TYPE,
  RECORDS_AT,
} from './layout.js';
import { PASSING_FIELDS, type PartsKernel, PartsMemory } from './parts-memory.js';

export { MOST_RECORDS, PASSING_FIELDS };

/** In a view of 32-bit units. */
const RECORD_UNITS = RECORD / 4;
const PARTS_UNITS = PARTS / 4;
const PASSING_UNITS = PASSING / 4;

/** Bytes that were seen before in the same place of a record of the same type. */
export interface Range<N> {
  /** Not given again for a long time. */
  readonly number: number;
  /** What the user of the parts makes of it. */
  note: N | undefined;
  /**
   * A note is worth making: it came before, or most that comes for the first time does come again. Otherwise this is good until
   * the next event: of an ever new log most comes once, and is to take no memory.
   */
  readonly isWorth: boolean;
}

export interface RecordParts<N> {
  /** Where the header ends; -1: the record has no usual form, or is not worth remembering, and there is no `rest`. */
  body: number;
  /** SYSCALL records have one, and others whose `pid` does not stand first. */
  head: Range<N> | undefined;
  /** The record's passing values, by their number in the event: none, `pid`, or those of a SYSCALL record. */
  firstPassing: number;
  endPassing: number;
  rest: Range<N> | undefined;
}

type Passing = Pick<RecordParts<unknown>, 'firstPassing' | 'endPassing'>;

/** Which of `PASSING_FIELDS` passing value `i` of the record is: its values are all of them, or the last one. */
export function passingField({ endPassing }: Pick<Passing, 'endPassing'>, i: number): number {
  return PASSING_FIELDS.length - endPassing + i;
}

const USUAL_HEAD = /^: arch=[0-9a-f]+ syscall=\d+( per=[0-9a-f]+)?( success=\w+)?$/;

/** Nothing that is escaped anywhere. */
const PLAIN_HEAD = /^[ !#-[\]-~]*$/;

/** Of a record with passing values: they are those of a SYSCALL record, not `pid` alone. */
export function isCall({ firstPassing, endPassing }: Passing): boolean {
  return endPassing - firstPassing > 1;
}

/** True for a head whose fields mean the same whatever the passing values are, some calls with sub-calls excepted. */
export function isUsualHead({ bytes }: AuditRecord, parts: RecordParts<unknown>, end: number): boolean {
  return (isCall(parts) ? USUAL_HEAD : PLAIN_HEAD).test(bytes.toString('latin1', parts.body, end));
}

/** `node`, read as one number. The original takes any five bytes that begin with an n for it. */
const NODE = 0x65646f6e;
const EQUALS = 0x3d;
const LINE_FEED = 0x0a;

function beginsWithNode({ bytes, start }: AuditRecord): boolean {
  return bytes.readUInt32LE(start) === NODE && bytes[start + 4] === EQUALS;
}

export class EventParts<N> {
  /** Of the event that was read last, as far as it has any. */
  readonly records: RecordParts<N>[] = Array.from({ length: MOST_RECORDS }, () => ({
    body: -1,
    head: undefined,
    firstPassing: 0,
    endPassing: 0,
    rest: undefined,
  }));
  count = 0;
  readonly #parts = new PartsMemory();
  readonly #kernel: PartsKernel;
  readonly #memory: Buffer;
  readonly #given: Int32Array;
  readonly #found: Int32Array;
  readonly #passing: Int32Array;
  /** By place. */
  readonly #ranges: (Range<N> | undefined)[] = new Array<Range<N> | undefined>(PLACES).fill(undefined);
  /** By place: the number of the range that came once. */
  readonly #once = new Int32Array(PLACES);
  /** By record: for rests that came once. */
  readonly #fleeting: readonly { number: number; note: N | undefined; readonly isWorth: false }[] = Array.from(
    { length: MOST_RECORDS },
    () => ({ number: 0, note: undefined, isWorth: false }),
  );
  readonly #firstSight = new FirstSight();
  /** What is in the kernel's memory. */
  #bytes: Buffer | undefined;
  /** By record: what has to be added to an offset in its bytes. */
  readonly #shifts = new Int32Array(MOST_RECORDS);

  constructor() {
    const { buffer } = this.#parts.memory;
    this.#kernel = this.#parts.kernel;
    this.#kernel.setDividing(true);
    this.#memory = this.#parts.memory;
    this.#given = new Int32Array(buffer, RECORDS_AT, MOST_RECORDS * RECORD_UNITS);
    this.#found = new Int32Array(buffer, PARTS_AT, MOST_RECORDS * PARTS_UNITS);
    this.#passing = new Int32Array(buffer, PASSING_AT, MOST_PASSING * PASSING_UNITS);
  }

  read({ sec, node, records }: AuditEvent): void {
    this.count = sec !== 0 && records.length <= MOST_RECORDS && this.#load(records) ? records.length : 0;
    if (this.count === 0) return;
    const headerStart = node === undefined ? 0 : node.length + 6; // `node=` and a blank
    let given = 0;
    for (const record of records) this.#give(record, given++, headerStart);
    this.#kernel.read(this.count);
    for (let i = 0; i < this.count; i++) this.#take(this.records[i]!, i); // every event: entries() would make an array a record
  }

  /** Where a record's `rest` begins, if it has one. */
  restStart({ body, firstPassing, endPassing }: RecordParts<N>): number {
    return firstPassing === endPassing ? body : this.passingEnd(endPassing - 1);
  }

  get passingCount(): number {
    return this.count === 0 ? 0 : this.#kernel.passingCount.value;
  }

  /** Where the blank (or colon) before a passing field stands. */
  labelStart(i: number): number {
    return this.#passingAt(i, PASSING_LABEL) - this.#shiftOf(i);
  }

  /** Where a passing value begins in the bytes of its record. */
  passingStart(i: number): number {
    return this.#passingAt(i, PASSING_START) - this.#shiftOf(i);
  }

  passingEnd(i: number): number {
    return this.#passingAt(i, PASSING_END) - this.#shiftOf(i);
  }

  passingValue(i: number): string {
    return this.#memory.toString('latin1', this.#passingAt(i, PASSING_START), this.#passingAt(i, PASSING_END));
  }

  /** The same value again has the same range. */
  passingRange(i: number): Range<N> | undefined {
    const place = this.#kernel.passingPlace(i);
    return place < 0 ? undefined : this.#range(place, this.#kernel.numberOf(place) | 0);
  }

  #shiftOf(passing: number): number {
    return this.#shiftIn(this.#passingAt(passing, PASSING_RECORD));
  }

  #shiftIn(record: number): number {
    return this.#shifts[record]!;
  }

  /** Of a passing value. */
  #passingAt(i: number, field: number): number {
    return this.#passing[i * PASSING_UNITS + field / 4]!;
  }

  /** Of what the kernel found in record `i`. */
  #foundAt(i: number, field: number): number {
    return this.#found[i * PARTS_UNITS + field / 4]!;
  }

  /** Brings the bytes of the records into the kernel's memory; false if there are too many. */
  #load(records: readonly AuditRecord[]): boolean {
    const bytes = records[0]?.bytes;
    if (bytes === undefined) return false;
    if (records.some((record) => record.bytes !== bytes)) return this.#loadEach(records);
    if (bytes.length > MOST_BYTES) return false;
    if (bytes !== this.#bytes) {
      this.#memory.set(bytes, BYTES_AT);
      this.#memory[BYTES_AT + bytes.length] = LINE_FEED; // what stood there before might look like more of the record
      this.#bytes = bytes;
    }
    this.#shifts.fill(BYTES_AT, 0, records.length);
    return true;
  }

  #loadEach(records: readonly AuditRecord[]): boolean {
    this.#bytes = undefined;
    let at = BYTES_AT;
    for (const [i, { bytes, start, end }] of records.entries()) {
      if (at + end - start > BYTES_AT + MOST_BYTES) return false;
      this.#memory.set(bytes.subarray(start, end), at);
      this.#memory[at + end - start] = LINE_FEED;
      this.#shifts[i] = at - start;
      at += end - start + 1;
    }
    return true;
  }

  #give(record: AuditRecord, i: number, headerStart: number): void {
    const { type, start, textEnd, end } = record;
    const isUsual = record.newline && !record.isOverwritten && (headerStart === 0 || beginsWithNode(record));
    const header = isUsual ? this.#parts.header(type) : undefined;
    const shift = this.#shiftIn(i);
    const at = i * RECORD_UNITS;
    this.#given[at + RECORD_HEADER / 4] = header?.at ?? 0;
    this.#given[at + RECORD_HEADER_LENGTH / 4] = header?.length ?? 0;
    this.#given[at + RECORD_START / 4] = start + headerStart + shift;
    this.#given[at + RECORD_TEXT_END / 4] = textEnd + shift;
    this.#given[at + RECORD_END / 4] = end + shift;
    this.#given[at + RECORD_TYPE / 4] = type;
  }

  #take(parts: RecordParts<N>, i: number): void {
    const body = this.#foundAt(i, PARTS_BODY);
    const head = this.#foundAt(i, PARTS_HEAD);
    parts.body = body < 0 ? -1 : body - this.#shiftIn(i);
    parts.head = body < 0 || head < 0 ? undefined : this.#range(head, this.#foundAt(i, PARTS_HEAD_NUMBER));
    parts.firstPassing = this.#foundAt(i, PARTS_FIRST);
    parts.endPassing = this.#foundAt(i, PARTS_PASSING_END);
    parts.rest =
      body < 0 ? undefined : this.#rest(this.#foundAt(i, PARTS_REST), this.#foundAt(i, PARTS_REST_NUMBER), i);
  }

  /** Of a head or a passing value: few are new. */
  #range(place: number, number: number): Range<N> {
    const known = this.#ranges[place];
    return known?.number === number ? known : this.#keep(place, number);
  }

  #rest(place: number, number: number, record: number): Range<N> {
    const known = this.#ranges[place];
    if (known?.number === number) return known;
    const isAgain = this.#once[place] === number;
    if (isAgain) this.#firstSight.cameAgain();
    if (isAgain || this.#firstSight.isWorth()) return this.#keep(place, number);
    this.#ranges[place] = undefined;
    this.#once[place] = number;
    const fleeting = this.#fleeting[record]!;
    fleeting.number = number;
    fleeting.note = undefined;
    return fleeting;
  }

  #keep(place: number, number: number): Range<N> {
    const range: Range<N> = { number, note: undefined, isWorth: true };
    this.#ranges[place] = range;
    return range;
  }
}
