/**
 * The columns of a batch's events. Those of an event whose skeleton (`skeleton/event-skeleton.ts`) came before are those of the first one,
 * but for the values that are not in it: nobody has to look at its records. Which columns these come to is found out by reading
 * the event once more with other values in their places.
 */
import { isDeepStrictEqual } from 'node:util';
import { type Batch, bytesOf, eventAt } from '../log/batch.js';
import { EVENT, linesEnd } from '../log/batch-layout.js';
import type { AuditEvent } from '../log/event.js';
import { AuditRecord } from '../log/record.js';
import { attributeReader } from './attribute-columns.js';
import { blankRow, type OpenRow, type Row } from './row.js';
import { EventSkeleton } from './skeleton/event-skeleton.js';
import { NONE, UNKNOWN } from './skeleton/layout.js';
import { anotherValue } from './skeleton/passing-value.js';
import { markFields } from './told-fields.js';

/** Columns of what a record says in which numbers may be that are another each time. */
const NUMBERS = ['pid', 'ppid', 'session'] as const;

/** What events of a skeleton have in common, and which of the values that are not in it columns have, by their places there. */
interface Known {
  readonly row: OpenRow;
  readonly numbers: readonly (readonly [column: (typeof NUMBERS)[number], value: number])[];
  readonly exit: number | undefined;
  /** By place in `files`; undefined: that name is in the skeleton. Empty: all are. */
  readonly files: readonly (number | undefined)[];
}

/** The values that are not in a skeleton, by their places. */
interface Values {
  readonly number: (value: number) => number;
  readonly text: (value: number) => string;
}

/** Most skeletons come once only, and some cannot be learnt. */
type Seen = Known | 'once' | 'never';

/** Exit codes are few. */
const MOST_EXITS = 1000;

export class EventReader {
  readonly #readAttributes = attributeReader();
  readonly #skeleton = new EventSkeleton();
  /** By the number of the skeleton. */
  #seen: Seen[] = [];
  readonly #exits = new Map<number, bigint>();
  #batch: Batch | undefined;
  #bytes: Buffer = Buffer.alloc(0);
  /** Of the next event: its number, and where its lines begin in `lines`. */
  #next = 0;
  #line = 0;

  /** What comes next are the events of this batch, as long as it is good. */
  begin(batch: Batch): void {
    this.#batch = batch;
    this.#bytes = bytesOf(batch);
    this.#skeleton.load(batch);
    this.#next = 0;
    this.#line = 0;
  }

  /** The next event is nobody's concern. */
  skip(): void {
    if (this.#batch) this.#line = linesEnd(this.#batch.events, this.#next * EVENT, this.#line);
    this.#next++;
  }

  /**
   * What the next event's records say. Columns that are another one each time (`Own` in `row-block.ts`) are in its row then, the others in the
   * result, which is this row or what it has in common with others.
   */
  next(row: OpenRow): Row {
    const batch = this.#batch;
    if (!batch) return row;
    const [at, line] = [this.#next * EVENT, this.#line];
    this.skip();
    const skeleton = this.#skeleton.read(line, this.#line);
    const seen = this.#seen[skeleton];
    if (typeof seen === 'object') {
      this.#again(seen, this.#values, row);
      return seen.row;
    }
    const event = eventAt(batch, this.#bytes, at, line);
    this.#read(event, row);
    if (skeleton === UNKNOWN) this.#enter();
    else if (skeleton !== NONE && seen === 'once') this.#seen[skeleton] = this.#learnt(event, row) ?? 'never';
    return row;
  }

  #enter(): void {
    const skeleton = this.#skeleton.enter();
    if (skeleton === 0) this.#seen = [];
    this.#seen[skeleton] = 'once';
  }

  #read(unread: AuditEvent, row: OpenRow): void {
    row.types = unread.records.map(({ type }) => type);
    this.#readAttributes(unread, row);
    markFields(unread, row);
  }

  /** `row` is what the event says whose skeleton was read last. Undefined: what columns have of its values hangs on more than these. */
  #learnt(event: AuditEvent, row: Row): Known | undefined {
    const values = Array.from({ length: this.#skeleton.count }, (_, value) => value);
    const others = values.map((value) => anotherValue(this.#skeleton.kind(value), this.#skeleton.same(value)));
    const other = blankRow();
    this.#read({ ...event, records: event.records.map((record, line) => this.#replaced(record, line, others)) }, other);
    const [own, another] = [
      this.#values,
      { number: (at: number) => Number(others[at]), text: (at: number) => others[at]! },
    ];
    const placeOf = (isValue: (of: Values, row: Row, value: number) => boolean): number | undefined =>
      values.find((value) => isValue(own, row, value) && isValue(another, other, value));
    const files = row.files.map((_, i) => placeOf((of, { files }, value) => of.text(value) === files[i]));
    const known: Known = {
      row: blankRow(),
      numbers: NUMBERS.flatMap((column) => {
        const value = placeOf((of, from, at) => of.number(at) === from[column]);
        return value === undefined ? [] : [[column, value] as const];
      }),
      exit: placeOf((of, { exit }, value) => exit !== undefined && of.number(value) === Number(exit)),
      files: files.some((value) => value !== undefined) ? files : [],
    };
    copyColumns(row, known.row);
    const expected = blankRow();
    copyColumns(row, expected);
    this.#again(known, another, expected);
    return isDeepStrictEqual(expected, other) ? known : undefined;
  }

  /** The line with other values in the places of those that were left out of it. */
  #replaced(record: AuditRecord, line: number, others: readonly string[]): AuditRecord {
    const skeleton = this.#skeleton;
    let text = '';
    let from = record.start;
    for (const [value, other] of others.entries()) {
      if (skeleton.line(value) !== line) continue;
      text += this.#bytes.toString('latin1', from, skeleton.start(value)) + other;
      from = skeleton.end(value);
    }
    return AuditRecord.fromLine(record.type, text + this.#bytes.toString('latin1', from, record.end), record.newline);
  }

  #again({ row: known, numbers, exit, files }: Known, values: Values, row: OpenRow): void {
    row.pid = known.pid;
    row.ppid = known.ppid;
    row.session = known.session;
    for (const [column, value] of numbers) row[column] = values.number(value);
    row.exit = exit === undefined ? known.exit : this.#exit(values.number(exit));
    row.files =
      files.length === 0
        ? known.files
        : files.map((value, i) => (value === undefined ? known.files[i]! : values.text(value)));
  }

  readonly #values: Values = {
    number: (value) => this.#skeleton.number(value),
    text: (value) => this.#bytes.toString('latin1', this.#skeleton.start(value), this.#skeleton.end(value)),
  };

  #exit(code: number): bigint {
    const known = this.#exits.get(code);
    if (known !== undefined) return known;
    const exit = BigInt(code);
    if (this.#exits.size < MOST_EXITS) this.#exits.set(code, exit);
    return exit;
  }
}

/** Written out, as in `blankRow`. */
function copyColumns(from: Row, to: OpenRow): void {
  to.types = from.types;
  to.acct = from.acct;
  to.odd = from.odd;
  to.told = from.told;
  to.untold = from.untold;
  to.pid = from.pid;
  to.ppid = from.ppid;
  to.uid = from.uid;
  to.euid = from.euid;
  to.gid = from.gid;
  to.egid = from.egid;
  to.auid = from.auid;
  to.session = from.session;
  to.syscall = from.syscall;
  to.arch = from.arch;
  to.exit = from.exit;
  to.success = from.success;
  to.comm = from.comm;
  to.exe = from.exe;
  to.cwd = from.cwd;
  to.hostname = from.hostname;
  to.terminal = from.terminal;
  to.uuid = from.uuid;
  to.vm = from.vm;
  to.files = from.files;
  to.keys = from.keys;
  to.subjects = from.subjects;
  to.objects = from.objects;
  to.uidName = from.uidName;
  to.euidName = from.euidName;
  to.auidName = from.auidName;
  to.gidName = from.gidName;
  to.egidName = from.egidName;
}
