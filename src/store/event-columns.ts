/**
 * The columns of a batch's events. Those of an event whose shape came before (`log/parts/batch-shapes.ts`) are those of the
 * first one, but for process ids and the exit code: nobody has to look at its records.
 */
import { type Batch, bytesOf, eventAt } from '../log/batch.js';
import type { AuditEvent } from '../log/event.js';
import { BatchShapes } from '../log/parts/batch-shapes.js';
import { attributeReader, ODD } from './attribute-columns.js';
import { blankRow, type OpenRow, type Row } from './row.js';

/** Writes the columns that an event's records say into its row; good until the next event is asked for. */
export type EventFiller = (row: OpenRow) => void;

/** What events of a shape have in common. `hasPid`, `isCall`: whose passing values are pid; ppid and exit. */
interface Known {
  readonly row: Row;
  readonly hasPid: boolean;
  readonly isCall: boolean;
}

/** Exit codes are few. */
const MOST_EXITS = 1000;

export class EventReader {
  readonly #readAttributes = attributeReader();
  readonly #shapes = new BatchShapes<Known>();
  readonly #exits = new Map<number, bigint>();

  /** In order. */
  *eventsOf(batch: Batch): Generator<EventFiller> {
    const { events } = batch;
    const bytes = bytesOf(batch);
    const hasShapes = this.#shapes.read(batch);
    for (let i = 0, line = 0; i < events.length; i += 4) {
      const shape = hasShapes ? this.#shapes.shapes[i >> 2]! : 0;
      const known = this.#shapes.known.get(shape);
      const unread = (): AuditEvent => eventAt(batch, bytes, i, line);
      yield (row) => {
        if (known) this.#again(known, i >> 2, row);
        else this.#first(unread, shape, i >> 2, row);
      };
      line += events[i + 3]! * 4;
    }
  }

  #first(unread: () => AuditEvent, shape: number, at: number, row: OpenRow): void {
    const { records } = unread();
    row.types = records.map(({ type }) => type);
    this.#readAttributes(unread, row);
    if (shape !== 0) this.#learn(shape, records.map(({ text }) => text).join('\n'), at, row);
  }

  /** Not where a column might as well come from another field than from the passing value that it is the same as. */
  #learn(shape: number, lines: string, at: number, row: Row): void {
    const { pids, ppids, exits } = this.#shapes;
    const [hasPid, isCall] = [pids[at]! >= 0, ppids[at]! >= 0];
    if (hasPid && (row.pid !== pids[at] || countOf('pid=', lines) > (isCall ? 2 : 1))) return;
    if (isCall && (row.ppid !== ppids[at] || row.exit !== this.#exit(exits[at]!))) return;
    if (isCall && countOf('exit=', lines) > 1) return;
    const known = blankRow();
    copyColumns(row, known);
    this.#shapes.known.set(shape, { row: known, hasPid, isCall });
  }

  #again({ row: known, hasPid, isCall }: Known, at: number, row: OpenRow): void {
    copyColumns(known, row);
    if (hasPid) row.pid = this.#shapes.pids[at]!;
    if (!isCall) return;
    row.ppid = this.#shapes.ppids[at]!;
    row.exit = this.#exit(this.#shapes.exits[at]!);
  }

  #exit(code: number): bigint {
    const known = this.#exits.get(code);
    if (known !== undefined) return known;
    const exit = BigInt(code);
    if (this.#exits.size < MOST_EXITS) this.#exits.set(code, exit);
    return exit;
  }
}

const COPIED = ['types', 'acct', 'odd', ...ODD] as const;

function copyColumns(from: Row, to: OpenRow): void {
  for (const column of COPIED) copyColumn(from, to, column);
}

function copyColumn<K extends (typeof COPIED)[number]>(from: Row, to: OpenRow, column: K): void {
  to[column] = from[column];
}

function countOf(part: string, text: string): number {
  return text.split(part).length - 1;
}
