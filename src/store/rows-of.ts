/** From events and other lines, in the order of release, to the rows of a stream. */
import type { AuditEvent } from '../log/event.js';
import { readHeader } from '../log/header.js';
import { type AttributeColumns, attributeReader, noAttributes } from './attribute-columns.js';
import { BEFORE_ALL, compareStamps, later, type Stamp } from './order.js';
import { KIND, type Row, SCHEMA } from './row.js';
import { shownText } from './text.js';

/** Where the lines of a row stand in its stream. */
export interface Place {
  readonly log: string;
  readonly logStart: number;
  readonly at: number;
  readonly end: number;
  readonly steps: readonly number[];
  /** The lines as they stand there, one behind the other. */
  readonly raw: Uint8Array;
}

/** What is known of a stream from the rows that are stored. */
export interface RowsBefore {
  /** The number of rows. */
  readonly count: number;
  /** The largest stamp among them. */
  readonly latest: Stamp;
  /** Where the event begins that begins last. */
  readonly furthest: number;
}

export const NO_ROWS: RowsBefore = { count: 0, latest: BEFORE_ALL, furthest: -1 };

/** A row without its number, and before it is known whether it is the last one of those that are written at once. */
export type RowDraft = Omit<Row, 'ord' | 'position'> & { ord: number; position: string };

/** The largest number that 64 bits and a double both can hold. */
const MOST_UNSIGNED = 2 ** 64 - 2 ** 11;

export class RowMaker {
  readonly #stream: string;
  readonly #timeout: number;
  readonly #attributesOf = attributeReader();
  #latest: Stamp;
  #furthest: number;

  /** `stream`: its name, a byte string. `timeout`: seconds that events were waited for. */
  constructor(stream: string, timeout: number, { latest, furthest }: RowsBefore) {
    this.#stream = shownText(stream);
    this.#timeout = timeout;
    this.#latest = latest;
    this.#furthest = furthest;
  }

  /** `unread`: see `attributeReader`. */
  event(unread: () => AuditEvent, place: Place): RowDraft {
    const { sec, milli, serial, node, records } = unread();
    const stamp = { sec: held(sec), ms: milli, serial: held(serial) };
    const isLate = compareStamps(stamp, this.#latest) <= 0 || place.at <= this.#furthest;
    this.#latest = later(this.#latest, stamp);
    this.#furthest = Math.max(this.#furthest, place.at);
    const types = records.map(({ type }) => type);
    const name = node === undefined ? undefined : shownText(node);
    return this.#row(KIND.event, place, stamp, isLate, name, types, this.#attributesOf(unread), '');
  }

  /** A line that belongs to no event. */
  other(place: Place): RowDraft {
    const header = readHeader(Buffer.from(place.raw).toString('latin1'), this.#timeout);
    const known = header && 'sec' in header;
    const stamp = known ? { sec: held(header.sec), ms: header.milli, serial: held(header.serial) } : BEFORE_ALL;
    return this.#row(KIND.other, place, stamp, known === true, undefined, [], noAttributes(), '');
  }

  /** Says that logs were gone before they were read. */
  hole(note: string, at: number): RowDraft {
    const place = { log: '', logStart: at, at, end: at, steps: [], raw: new Uint8Array() };
    return this.#row(KIND.hole, place, BEFORE_ALL, false, undefined, [], noAttributes(), shownText(note));
  }

  /** All columns at once: rows of one shape are made and written faster. */
  #row(
    kind: number,
    { log, logStart, at, end, steps, raw }: Place,
    { sec, ms, serial }: Stamp,
    isLate: boolean,
    node: string | undefined,
    types: readonly number[],
    attributes: AttributeColumns,
    note: string,
  ): RowDraft {
    const { sec: ksec, ms: kms, serial: kserial } = this.#latest;
    // Written out: objects that are spread together are ten times as slow to make and to read.
    return {
      schema: SCHEMA,
      stream: this.#stream,
      ord: -1,
      kind,
      log: shownText(log),
      logStart,
      at,
      end,
      steps,
      timeout: this.#timeout,
      ksec,
      kms,
      kserial,
      late: isLate ? 1 : 0,
      sec,
      ms,
      serial,
      node,
      types,
      pid: attributes.pid,
      ppid: attributes.ppid,
      uid: attributes.uid,
      euid: attributes.euid,
      gid: attributes.gid,
      egid: attributes.egid,
      auid: attributes.auid,
      session: attributes.session,
      syscall: attributes.syscall,
      arch: attributes.arch,
      exit: attributes.exit,
      success: attributes.success,
      comm: attributes.comm,
      exe: attributes.exe,
      cwd: attributes.cwd,
      hostname: attributes.hostname,
      terminal: attributes.terminal,
      acct: attributes.acct,
      uuid: attributes.uuid,
      vm: attributes.vm,
      files: attributes.files,
      keys: attributes.keys,
      subjects: attributes.subjects,
      objects: attributes.objects,
      uidName: attributes.uidName,
      euidName: attributes.euidName,
      auidName: attributes.auidName,
      gidName: attributes.gidName,
      egidName: attributes.egidName,
      odd: attributes.odd,
      raw,
      position: '',
      note,
    };
  }
}

function held(count: number): number {
  return Math.min(count, MOST_UNSIGNED);
}
