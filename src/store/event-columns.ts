/**
 * The columns of a batch's events. Those of an event whose shape came before (`log/parts/batch-shapes.ts`) are those of the
 * first one, but for process ids and the exit code: nobody has to look at its records.
 */
import { type Batch, bytesOf, eventAt } from '../log/batch.js';
import { EVENT, linesEnd } from '../log/batch-layout.js';
import type { AuditEvent } from '../log/event.js';
import { closedBatch, emptyBatch } from '../log/open-batch.js';
import { BatchShapes } from '../log/parts/batch-shapes.js';
import { freshRecord } from '../log/record.js';
import { attributeReader } from './attribute-columns.js';
import { blankRow, type OpenRow, type Row } from './row.js';
import { markFields } from './told-fields.js';

/** What events of a shape have in common. `hasPid`, `isCall`: whose passing values are pid; ppid and exit. */
interface Known {
  readonly row: Row;
  readonly hasPid: boolean;
  readonly isCall: boolean;
}

/** Most shapes come once only, and some cannot be learnt. */
type Seen = Known | 'once' | 'never';

/** Exit codes are few. */
const MOST_EXITS = 1000;

export class EventReader {
  readonly #readAttributes = attributeReader();
  readonly #shapes = new BatchShapes<Seen>();
  readonly #exits = new Map<number, bigint>();
  #batch: Batch = closedBatch(emptyBatch());
  #bytes: Buffer = Buffer.alloc(0);
  #hasShapes = false;
  /** Of the next event: its number, and where its lines begin in `lines`. */
  #next = 0;
  #line = 0;

  /** What comes next are the events of this batch, as long as it is good. */
  begin(batch: Batch): void {
    this.#batch = batch;
    this.#bytes = bytesOf(batch);
    this.#hasShapes = this.#shapes.read(batch);
    this.#next = 0;
    this.#line = 0;
  }

  /** The next event is nobody's concern. */
  skip(): void {
    this.#line = linesEnd(this.#batch.events, this.#next * EVENT, this.#line);
    this.#next++;
  }

  /** Writes the columns that the next event's records say into its row. */
  next(row: OpenRow): void {
    const batch = this.#batch;
    const [at, line] = [this.#next, this.#line];
    this.skip();
    const shape = this.#hasShapes ? this.#shapes.shape(at) : 0;
    const seen = shape === 0 ? 'never' : this.#shapes.known.get(shape);
    if (typeof seen === 'object') {
      this.#again(seen, at, row);
      return;
    }
    const event = eventAt(batch, this.#bytes, at * EVENT, line);
    row.types = event.records.map(({ type }) => type);
    this.#readAttributes(event, row);
    markFields(event, row);
    if (seen === undefined) this.#shapes.known.set(shape, 'once');
    else if (seen === 'once') this.#shapes.known.set(shape, this.#learnt(event, at, row) ?? 'never');
  }

  /** Not where a column might as well come from another field than from the passing value that it is the same as. */
  #learnt({ records }: AuditEvent, at: number, row: Row): Known | undefined {
    const [pid, ppid] = [this.#shapes.pid(at), this.#shapes.ppid(at)];
    const [hasPid, isCall] = [pid >= 0, ppid >= 0];
    const lines = records.map((record) => freshRecord(record).text).join('\n');
    if (hasPid && (row.pid !== pid || countOf('pid=', lines) > (isCall ? 2 : 1))) return undefined;
    if (isCall && (row.ppid !== ppid || row.exit !== this.#exit(this.#shapes.exit(at)))) return undefined;
    if (isCall && countOf('exit=', lines) > 1) return undefined;
    const known = blankRow();
    copyColumns(row, known);
    return { row: known, hasPid, isCall };
  }

  #again({ row: known, hasPid, isCall }: Known, at: number, row: OpenRow): void {
    copyColumns(known, row);
    if (hasPid) row.pid = this.#shapes.pid(at);
    if (!isCall) return;
    row.ppid = this.#shapes.ppid(at);
    row.exit = this.#exit(this.#shapes.exit(at));
  }

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

function countOf(part: string, text: string): number {
  return text.split(part).length - 1;
}
