/**
 * The rows of a batch on their way into a store, column by column, as stores write them. Rows are many: as objects that last as
 * long as their batch they would be most of what the memory is cleaned of.
 */
import { ByteColumn } from './byte-column.js';
import { blankRow, COLUMN_NAMES, type ColumnName, type OpenRow, type Row } from './row.js';

/** All but the lines. */
export type ValueColumn = Exclude<ColumnName, 'raw'>;

type Values = { readonly [N in ValueColumn]: Row[N][] };

export class RowBlock {
  /** Written out, as in `blankRow`. */
  readonly values: Values = {
    schema: [],
    stream: [],
    ord: [],
    kind: [],
    log: [],
    logStart: [],
    at: [],
    end: [],
    steps: [],
    timeout: [],
    ksec: [],
    kms: [],
    kserial: [],
    late: [],
    sec: [],
    ms: [],
    serial: [],
    node: [],
    types: [],
    pid: [],
    ppid: [],
    uid: [],
    euid: [],
    gid: [],
    egid: [],
    auid: [],
    session: [],
    syscall: [],
    arch: [],
    exit: [],
    success: [],
    comm: [],
    exe: [],
    cwd: [],
    hostname: [],
    terminal: [],
    acct: [],
    uuid: [],
    vm: [],
    files: [],
    keys: [],
    subjects: [],
    objects: [],
    uidName: [],
    euidName: [],
    auidName: [],
    gidName: [],
    egidName: [],
    odd: [],
    told: [],
    untold: [],
    position: [],
    note: [],
  };
  /** The column `raw`. */
  readonly lines: ByteColumn = new ByteColumn();

  static of(rows: readonly Row[]): RowBlock {
    const block = new RowBlock();
    for (const row of rows) {
      block.lines.add(row.raw, 0, row.raw.length);
      block.append(row);
    }
    return block;
  }

  get length(): number {
    return this.lines.length;
  }

  /** Its lines are those that `lines` was given. */
  append(row: Omit<Row, 'raw'>): void {
    const { values } = this;
    values.schema.push(row.schema);
    values.stream.push(row.stream);
    values.ord.push(row.ord);
    values.kind.push(row.kind);
    values.log.push(row.log);
    values.logStart.push(row.logStart);
    values.at.push(row.at);
    values.end.push(row.end);
    values.steps.push(row.steps);
    values.timeout.push(row.timeout);
    values.ksec.push(row.ksec);
    values.kms.push(row.kms);
    values.kserial.push(row.kserial);
    values.late.push(row.late);
    values.sec.push(row.sec);
    values.ms.push(row.ms);
    values.serial.push(row.serial);
    values.node.push(row.node);
    values.types.push(row.types);
    values.pid.push(row.pid);
    values.ppid.push(row.ppid);
    values.uid.push(row.uid);
    values.euid.push(row.euid);
    values.gid.push(row.gid);
    values.egid.push(row.egid);
    values.auid.push(row.auid);
    values.session.push(row.session);
    values.syscall.push(row.syscall);
    values.arch.push(row.arch);
    values.exit.push(row.exit);
    values.success.push(row.success);
    values.comm.push(row.comm);
    values.exe.push(row.exe);
    values.cwd.push(row.cwd);
    values.hostname.push(row.hostname);
    values.terminal.push(row.terminal);
    values.acct.push(row.acct);
    values.uuid.push(row.uuid);
    values.vm.push(row.vm);
    values.files.push(row.files);
    values.keys.push(row.keys);
    values.subjects.push(row.subjects);
    values.objects.push(row.objects);
    values.uidName.push(row.uidName);
    values.euidName.push(row.euidName);
    values.auidName.push(row.auidName);
    values.gidName.push(row.gidName);
    values.egidName.push(row.egidName);
    values.odd.push(row.odd);
    values.told.push(row.told);
    values.untold.push(row.untold);
    values.position.push(row.position);
    values.note.push(row.note);
    this.lines.endValue();
  }

  row(at: number): Row {
    const row = blankRow();
    for (const name of VALUE_COLUMNS) this.#set(row, name, at);
    row.raw = this.lines.value(at);
    return row;
  }

  rows(): readonly Row[] {
    return this.values.ord.map((_, at) => this.row(at));
  }

  #set<N extends ValueColumn>(row: OpenRow, name: N, at: number): void {
    const value: Row[N] = this.values[name][at]!;
    (row as Pick<OpenRow, N>)[name] = value;
  }
}

const VALUE_COLUMNS = COLUMN_NAMES.filter((name): name is ValueColumn => name !== 'raw');
