/**
 * One row of a store. Nearly always that is an event: where it stands in the log and in the order of release, who it is,
 * columns to choose by, and its lines as they stand in the log. The lines decide; columns only say which rows are worth
 * looking at. Bytes of the log that belong to no event are rows too, so that the log can be made again of its rows.
 *
 *   stream  │ log A              │ log B             │         bytes of all logs of the stream, counted on from one to the next
 *           0                    logStart            …
 *   event       ├─line─┤  ├line┤├─line─┤                        at = start of the first line, end = end of the last
 *                steps = [12, 7, …] bytes of its pieces and of the gaps between them; [] when there is no gap
 */
export const SCHEMA = 3;

/**
 * What a column holds. `count`: a whole number of at most 64 bits, as a double; `id`: 32 bits, unsigned; `small`: 32 bits,
 * signed. A `text` is Unicode. What ends in `?` may be absent.
 */
export type ColumnType =
  | 'count'
  | 'counts'
  | 'id'
  | 'id?'
  | 'small'
  | 'smalls'
  | 'long?'
  | 'text'
  | 'text?'
  | 'texts'
  | 'bytes';

/** Of each type. */
export interface Values {
  readonly count: number;
  readonly counts: readonly number[];
  readonly id: number;
  readonly 'id?': number | undefined;
  readonly small: number;
  readonly smalls: readonly number[];
  readonly 'long?': bigint | undefined;
  readonly text: string;
  readonly 'text?': string | undefined;
  readonly texts: readonly string[];
  readonly bytes: Uint8Array;
}

/** The columns in the order in which they are written. */
export const COLUMNS = {
  schema: 'small',
  stream: 'text',
  /** 0, 1, 2 … in the order of release: a number that is not there is a row that got lost. */
  ord: 'count',
  /** One of `KIND`. */
  kind: 'small',
  /** Name of the log that the first line stands in, and where that begins in the stream. */
  log: 'text',
  logStart: 'count',
  at: 'count',
  end: 'count',
  steps: 'counts',
  /** Seconds that events were waited for when they were put together. */
  timeout: 'small',
  /** The largest stamp that was released so far, this one included: the order among streams. */
  ksec: 'count',
  kms: 'small',
  kserial: 'count',
  /**
   * 1: a window of time that holds it may cut events otherwise than they are stored. 0: no event before it has a later
   * stamp, the same one, or a first line behind its own; it is no line that might have belonged to an event.
   */
  late: 'small',
  sec: 'count',
  ms: 'small',
  serial: 'count',
  node: 'text?',
  /** Of each record. */
  types: 'smalls',
  pid: 'id',
  ppid: 'id',
  uid: 'id',
  euid: 'id',
  gid: 'id',
  egid: 'id',
  auid: 'id',
  session: 'id',
  syscall: 'id',
  /** The ELF machine number; 4294967295 for io_uring. */
  arch: 'id?',
  exit: 'long?',
  /** 1 success, 0 failure; records may say other numbers. */
  success: 'id?',
  comm: 'text?',
  exe: 'text?',
  cwd: 'text?',
  hostname: 'text?',
  terminal: 'text?',
  acct: 'text?',
  uuid: 'text?',
  vm: 'text?',
  files: 'texts',
  keys: 'texts',
  subjects: 'texts',
  objects: 'texts',
  /** The log's own names of the ids. */
  uidName: 'text?',
  euidName: 'text?',
  auidName: 'text?',
  gidName: 'text?',
  egidName: 'text?',
  /** Columns that must not be believed: bits of `ODD`. */
  odd: 'id',
  /** Fields that columns tell, and fields that they don't: bits of `TOLD_FIELDS`. */
  told: 'id',
  untold: 'id',
  raw: 'bytes',
  /** On the last row that was written at once: where the next shipping goes on (position.ts). Empty on others. */
  position: 'text',
  /** What a row of kind `hole` says. Empty on others. */
  note: 'text',
} as const;

export type ColumnName = keyof typeof COLUMNS;

export type Row = { readonly [K in ColumnName]: Values[(typeof COLUMNS)[K]] };

/** A row on its way. */
export type OpenRow = { -readonly [K in ColumnName]: Row[K] };

/**
 * A row that says nothing yet. Written out, all columns in their order: rows of one shape are made and written faster, and
 * objects that are copied or spread together are ten times as slow to make and to read.
 */
export function blankRow(): OpenRow {
  return {
    schema: SCHEMA,
    stream: '',
    ord: -1,
    kind: KIND.other,
    log: '',
    logStart: 0,
    at: 0,
    end: 0,
    steps: [],
    timeout: 0,
    ksec: 0,
    kms: 0,
    kserial: 0,
    late: 0,
    sec: 0,
    ms: 0,
    serial: 0,
    node: undefined,
    types: [],
    pid: 0,
    ppid: 0,
    uid: 0,
    euid: 0,
    gid: 0,
    egid: 0,
    auid: 0,
    session: 0,
    syscall: 0,
    arch: undefined,
    exit: undefined,
    success: undefined,
    comm: undefined,
    exe: undefined,
    cwd: undefined,
    hostname: undefined,
    terminal: undefined,
    acct: undefined,
    uuid: undefined,
    vm: undefined,
    files: [],
    keys: [],
    subjects: [],
    objects: [],
    uidName: undefined,
    euidName: undefined,
    auidName: undefined,
    gidName: undefined,
    egidName: undefined,
    odd: 0,
    told: 0,
    untold: 0,
    raw: NO_BYTES,
    position: '',
    note: '',
  };
}

const NO_BYTES = new Uint8Array();

export const COLUMN_NAMES: readonly ColumnName[] = Object.keys(COLUMNS).filter(isColumn);

export function isColumn(name: string): name is ColumnName {
  return name in COLUMNS;
}

/** `other`: lines that are no record, or an end of which there is no event. `hole`: the log was gone before it was read. */
export const KIND = { event: 0, other: 1, hole: 2 } as const;
