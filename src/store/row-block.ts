/**
 * The rows of a batch on their way into a store, column by column, as stores write them. Rows are many: as objects that last as
 * long as their batch they would be most of what the memory is cleaned of. What records say, most rows have in common:
 *
 *   own      ord │ at │ pid │ …        for each row
 *   places   0  1  0  0  2  …          for each row: which of these it has
 *   said     uid │ comm │ exe │ …
 */
import { ByteColumn } from './byte-column.js';
import { NumberColumn } from './number-column.js';
import { blankRow, COLUMN_NAMES, type ColumnName, type OpenRow, type Row } from './row.js';

/** All but the lines. */
export type ValueColumn = Exclude<ColumnName, 'raw'>;

/** Of these each row has its own. */
type OwnNumber =
  | 'schema'
  | 'ord'
  | 'kind'
  | 'logStart'
  | 'at'
  | 'end'
  | 'timeout'
  | 'ksec'
  | 'kms'
  | 'kserial'
  | 'late'
  | 'sec'
  | 'ms'
  | 'serial'
  | 'pid'
  | 'ppid'
  | 'session';
type OwnOther = 'stream' | 'log' | 'steps' | 'node' | 'exit' | 'files' | 'position' | 'note';

type Own = { readonly [N in OwnNumber]: NumberColumn } & { readonly [N in OwnOther]: Row[N][] };

/** A column that rows have in common: its values, and which of them each row has. */
export interface SharedColumn<T> {
  readonly values: readonly T[];
  readonly places: readonly number[];
}

export class RowBlock {
  /** Written out, as in `blankRow`. */
  readonly #own: Own = {
    schema: new NumberColumn(),
    stream: [],
    ord: new NumberColumn(),
    kind: new NumberColumn(),
    log: [],
    logStart: new NumberColumn(),
    at: new NumberColumn(),
    end: new NumberColumn(),
    steps: [],
    timeout: new NumberColumn(),
    ksec: new NumberColumn(),
    kms: new NumberColumn(),
    kserial: new NumberColumn(),
    late: new NumberColumn(),
    sec: new NumberColumn(),
    ms: new NumberColumn(),
    serial: new NumberColumn(),
    node: [],
    pid: new NumberColumn(),
    ppid: new NumberColumn(),
    session: new NumberColumn(),
    exit: [],
    files: [],
    position: [],
    note: [],
  };
  readonly #said: Row[] = [];
  readonly #placeOf = new Map<Row, number>();
  readonly #places: number[] = [];
  /** The column `raw`. */
  readonly lines: ByteColumn = new ByteColumn();

  static of(rows: readonly Row[]): RowBlock {
    const block = new RowBlock();
    for (const row of rows) {
      block.lines.add(row.raw, 0, row.raw.length);
      block.append(row, row);
    }
    return block;
  }

  get length(): number {
    return this.lines.length;
  }

  /** Its lines are those that `lines` was given. `said`: has the columns that it may have in common with others; it stays as it is. */
  append(row: Row, said: Row): void {
    const own = this.#own;
    own.schema.push(row.schema);
    own.stream.push(row.stream);
    own.ord.push(row.ord);
    own.kind.push(row.kind);
    own.log.push(row.log);
    own.logStart.push(row.logStart);
    own.at.push(row.at);
    own.end.push(row.end);
    own.steps.push(row.steps);
    own.timeout.push(row.timeout);
    own.ksec.push(row.ksec);
    own.kms.push(row.kms);
    own.kserial.push(row.kserial);
    own.late.push(row.late);
    own.sec.push(row.sec);
    own.ms.push(row.ms);
    own.serial.push(row.serial);
    own.node.push(row.node);
    own.pid.push(row.pid);
    own.ppid.push(row.ppid);
    own.session.push(row.session);
    own.exit.push(row.exit);
    own.files.push(row.files);
    own.position.push(row.position);
    own.note.push(row.note);
    this.#places.push(this.#place(said));
    this.lines.endValue();
  }

  /** That of the last row. */
  setPosition(position: string): void {
    this.#own.position[this.length - 1] = position;
  }

  #place(said: Row): number {
    const known = this.#placeOf.get(said);
    if (known !== undefined) return known;
    const place = this.#said.push(said) - 1;
    this.#placeOf.set(said, place);
    return place;
  }

  column<N extends ValueColumn>(name: N): ArrayLike<Row[N]> {
    const own: { readonly [K in ValueColumn]?: NumberColumn | readonly Row[K][] } = this.#own;
    const values = own[name];
    if (values instanceof NumberColumn) return values.values() as ArrayLike<number> as ArrayLike<Row[N]>;
    if (values) return values;
    const said = this.#said.map((row) => row[name]);
    return this.#places.map((place) => said[place]!);
  }

  /** Undefined: each row has its own. */
  shared<N extends ValueColumn>(name: N): SharedColumn<Row[N]> | undefined {
    return name in this.#own ? undefined : { values: this.#said.map((row) => row[name]), places: this.#places };
  }

  rows(): readonly Row[] {
    const rows = this.lines.values().map((raw) => ({ ...blankRow(), raw }));
    for (const name of VALUE_COLUMNS) fill(rows, name, this.column(name));
    return rows;
  }
}

function fill<N extends ValueColumn>(rows: readonly Pick<OpenRow, N>[], name: N, values: ArrayLike<Row[N]>): void {
  for (const [at, row] of rows.entries()) row[name] = values[at]!;
}

const VALUE_COLUMNS = COLUMN_NAMES.filter((name): name is ValueColumn => name !== 'raw');
