/**
 * The streams in a set of Parquet files. A file holds rows of any streams; whatever wrote it, the rows of one stream must
 * come in their order. What is known without reading is taken from the statistics of row groups.
 */
import { AuditError } from '../../errors.js';
import type { Columns } from '../evaluate.js';
import { stampSeconds } from '../order.js';
import { type ColumnName, KIND, type Row, SCHEMA } from '../row.js';
import type { StoredLog } from '../stored-stream.js';
import type { ParquetFile, RowGroup, RowRange } from './file.js';

/** Neighbouring rows of one stream, in a row group. */
export interface Unit extends RowRange {
  readonly file: ParquetFile;
  readonly stream: string;
  /** First and last `ord`. */
  readonly first: number;
  readonly last: number;
  /** Least `at`, largest `end`. */
  readonly at: number;
  readonly end: number;
  /** Least and largest `sec` of the rows. */
  readonly earliest: number;
  readonly latest: number;
  /** Rows of other kinds than events are among them. */
  readonly hasOthers: boolean;
  /** Late rows are (see `row.ts`). */
  readonly hasLate: boolean;
  /** Where the log begins that all of its rows are of; undefined: several, or it is not known. */
  readonly logStart: number | undefined;
  /** Bytes of `raw`, about. */
  readonly size: number;
  /** Of its row group. */
  readonly extremes: RowGroup['extremes'];
}

export interface LakeStream {
  readonly name: string;
  /** In order. */
  readonly units: readonly Unit[];
  /** By `ord`. */
  readonly missing: readonly RowRange[];
}

export async function streamsOf(files: readonly ParquetFile[]): Promise<LakeStream[]> {
  const streams = new Map<string, Unit[]>();
  for (const file of files) {
    for (const group of file.groups) {
      for (const unit of group.to > group.from ? await unitsOf(file, group) : []) {
        const units = streams.get(unit.stream);
        if (units) units.push(unit);
        else streams.set(unit.stream, [unit]);
      }
    }
  }
  return [...streams].map(([name, units]) => inOrder(name, units));
}

function inOrder(stream: string, units: readonly Unit[]): LakeStream {
  const ordered = [...units].sort((a, b) => a.first - b.first);
  const missing: RowRange[] = [];
  let next = 0;
  for (const { file, first, last, from, to } of ordered) {
    if (first < next) throw strange(file, `row ${first} of ${stream} is there twice`);
    if (last - first !== to - from - 1) throw strange(file, `rows ${first} to ${last} of ${stream} are not in order`);
    if (first > next) missing.push({ from: next, to: first });
    next = last + 1;
  }
  return { name: stream, units: ordered, missing };
}

function strange({ name }: ParquetFile, what: string): AuditError {
  return new AuditError('input', `${name}: ${what}`);
}

async function unitsOf(file: ParquetFile, group: RowGroup): Promise<readonly Unit[]> {
  const schema = single(group.extremes('schema')) ?? (await file.column('schema', group)).at(0);
  if (schema !== SCHEMA) throw strange(file, `not a table of ours (schema ${schema}, this version reads ${SCHEMA})`);
  const stream = single(group.extremes('stream'));
  const numbers = (['ord', 'at', 'end', 'sec', 'kind', 'late'] as const).map((column) => group.extremes(column));
  const [ord, at, end, sec, kind, late] = numbers;
  if (typeof stream !== 'string' || !ord || !at || !end || !sec || !kind || !late) return splitUnits(file, group);
  return [
    {
      ...{ file, stream, from: group.from, to: group.to, first: Number(ord[0]), last: Number(ord[1]) },
      ...{ at: Number(at[0]), end: Number(end[1]), earliest: Number(sec[0]), latest: Number(sec[1]) },
      ...{ hasOthers: Number(kind[1]) > KIND.event, hasLate: Number(late[1]) > 0, size: group.size('raw') },
      ...{ logStart: hasOneLog(group) ? Number(group.extremes('logStart')?.[0]) : undefined },
      extremes: group.extremes,
    },
  ];
}

/** Its name, too: a log that is shipped for some time may be renamed meanwhile. */
function hasOneLog({ extremes }: RowGroup): boolean {
  return single(extremes('logStart')) !== undefined && single(extremes('log')) !== undefined;
}

function single(extremes: readonly [unknown, unknown] | undefined): unknown {
  return extremes && extremes[0] === extremes[1] ? extremes[0] : undefined;
}

/** Of a group that has several streams, or does not say what is in it. */
async function splitUnits(file: ParquetFile, group: RowGroup): Promise<readonly Unit[]> {
  const [streams, ords, ats, ends, secs, kinds, lates] = await Promise.all([
    file.column('stream', group),
    file.column('ord', group),
    file.column('at', group),
    file.column('end', group),
    file.column('sec', group),
    file.column('kind', group),
    file.column('late', group),
  ]);
  const units: Unit[] = [];
  const goesOn = (row: number): boolean =>
    row < streams.length && streams[row] === streams[row - 1] && numberAt(ords, row) > numberAt(ords, row - 1);
  for (let from = 0, to = 0; from < streams.length; from = to) {
    const stream = streams[from] ?? '';
    to = from + 1;
    while (goesOn(to)) to++;
    const rows = <T>(column: readonly T[]): readonly T[] => column.slice(from, to);
    units.push({
      ...{ file, stream, from: group.from + from, to: group.from + to },
      ...{ first: numberAt(ords, from), last: numberAt(ords, to - 1) },
      ...{ at: least(rows(ats)), end: largest(rows(ends)), earliest: least(rows(secs)), latest: largest(rows(secs)) },
      ...{ hasOthers: largest(rows(kinds)) > KIND.event, hasLate: largest(rows(lates)) > 0, size: group.size('raw') },
      ...{ logStart: undefined, extremes: group.extremes },
    });
  }
  return units;
}

function numberAt(column: readonly number[], row: number): number {
  return column[row] ?? 0;
}

function least(values: readonly number[]): number {
  return values.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
}

function largest(values: readonly number[]): number {
  return values.reduce((one, other) => Math.max(one, other), 0);
}

/** The logs of a stream, oldest first. */
export async function logsOf({ units }: Pick<LakeStream, 'units'>): Promise<readonly StoredLog[]> {
  const logs = new Map<number, LogDraft>();
  for (const unit of units.filter(atAnEnd(units)))
    if (!(await noteEnds(unit, logs))) noteRows(await readColumns(unit, LOG_COLUMNS), logs);
  const end = largest(units.map((unit) => unit.end));
  const ordered = [...logs.values()].sort((one, other) => one.start - other.start);
  return ordered.map(({ name, start, first, last }, i) => ({
    name,
    start,
    end: ordered[i + 1]?.start ?? end,
    span: { first: stampSeconds(...first), last: stampSeconds(...last) },
  }));
}

/** Rows among which the first and the last one of a unit nearly always are. */
const EDGE = 256;

/**
 * Of a unit with events of one log only, whose first row is among the first ones and whose last one among the last ones: nothing
 * else of it has to be looked at, which would take longer than most questions. False, and nothing noted: all rows have to.
 */
async function noteEnds(unit: Unit, logs: Map<number, LogDraft>): Promise<boolean> {
  const { from, to, at, end, logStart } = unit;
  if (logStart === undefined || !isTimed(unit)) return false;
  const head = await readColumns({ ...unit, to: Math.min(from + EDGE, to) }, ['at', 'sec', 'ms', 'log']);
  const first = head.at?.indexOf(at) ?? -1;
  if (first < 0) return false;
  const tail = await readColumns({ ...unit, from: Math.max(from, to - EDGE) }, ['end', 'sec', 'ms']);
  const last = tail.end?.indexOf(end) ?? -1;
  if (last < 0) return false;
  const draft = draftOf(logs, logStart);
  draft.name = head.log?.[first] ?? '';
  addFirst(draft, at, [head.sec?.[first] ?? 0, head.ms?.[first] ?? 0]);
  addLast(draft, end, [tail.sec?.[last] ?? 0, tail.ms?.[last] ?? 0]);
  return true;
}

function noteRows(
  { log = [], logStart = [], kind = [], at = [], end = [], sec = [], ms = [] }: Columns,
  logs: Map<number, LogDraft>,
): void {
  let draft: LogDraft | undefined;
  for (const [i, start] of logStart.entries()) {
    if (kind[i] === KIND.hole) continue;
    if (draft?.start !== start) draft = draftOf(logs, start);
    const stamp = [numberAt(sec, i), numberAt(ms, i)] as const;
    draft.name = log[i] ?? '';
    addFirst(draft, numberAt(at, i), stamp);
    if (stamp[0] !== 0) addLast(draft, numberAt(end, i), stamp);
  }
}

/** Of the units of one log those suffice that hold its first row and its last one. What has no time may be behind that. */
function atAnEnd(units: readonly Unit[]): (unit: Unit) => boolean {
  const ends = new Map<number, { at: number; end: number }>();
  for (const unit of units) {
    const { logStart, at, end } = unit;
    if (logStart === undefined || !isTimed(unit)) continue;
    const known = ends.get(logStart) ?? { at, end };
    ends.set(logStart, { at: Math.min(known.at, at), end: Math.max(known.end, end) });
  }
  return (unit) => {
    const known = unit.logStart === undefined || !isTimed(unit) ? undefined : ends.get(unit.logStart);
    return !known || unit.at === known.at || unit.end === known.end;
  };
}

/** All of its rows are events that have a time. */
function isTimed({ hasOthers, earliest }: Unit): boolean {
  return !hasOthers && earliest > 0;
}

const LOG_COLUMNS = ['log', 'logStart', 'kind', 'at', 'end', 'sec', 'ms'] as const;

interface LogDraft {
  name: string;
  readonly start: number;
  /** Where its first row begins, where the last one ends that has a time, and their seconds and milliseconds. */
  at: number;
  end: number;
  first: readonly [sec: number, ms: number];
  last: readonly [sec: number, ms: number];
}

function draftOf(logs: Map<number, LogDraft>, start: number): LogDraft {
  const known = logs.get(start);
  if (known) return known;
  const draft: LogDraft = { name: '', start, at: Number.POSITIVE_INFINITY, end: 0, first: [0, 0], last: [0, 0] };
  logs.set(start, draft);
  return draft;
}

function addFirst(draft: LogDraft, at: number, stamp: LogDraft['first']): void {
  if (at >= draft.at) return;
  draft.at = at;
  draft.first = stamp;
}

function addLast(draft: LogDraft, end: number, stamp: LogDraft['last']): void {
  if (end <= draft.end) return;
  draft.end = end;
  draft.last = stamp;
}

/** Of all rows of a unit. */
export async function readColumns(unit: Unit, names: readonly ColumnName[]): Promise<Columns> {
  const columns: { [K in ColumnName]?: readonly Row[K][] } = {};
  const read = async <K extends ColumnName>(name: K): Promise<void> => {
    // Of one name; the compiler sees all.
    (columns as { [N in K]?: readonly Row[N][] })[name] = await unit.file.column(name, unit);
  };
  for (const name of new Set(names)) await read(name);
  return columns;
}
