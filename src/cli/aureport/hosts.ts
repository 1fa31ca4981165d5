/** `--nodes`: which hosts have shipped into stores, from when to when, how much, and what is missing. */

import { toBytes } from '../../bytes/text.js';
import { timeLocale } from '../../locale/locale.js';
import { type Datum, type GridColumn, printable } from '../../output/grid/grid.js';
import { isForPrograms, loadLayout } from '../../output/grid/layouts.js';
import { utcTime } from '../../output/utc-time.js';
import { titleLines } from '../../reports/headings.js';
import { stampText } from '../../reports/reading.js';
import type { HostFacts, Store, StoredStream } from '../../store/stored-stream.js';
import type { Io } from '../io.js';
import { layoutOptions } from '../screen.js';
import { namedStores } from '../stores.js';
import type { ReportConfig } from './config.js';
import { refuseChoice } from './contradictions.js';

interface HostRow extends HostFacts {
  readonly missing: StoredStream['missing'];
}

const columns: readonly GridColumn[] = [
  { key: 'host', title: 'host', whole: true },
  { key: 'stream', title: 'stream' },
  { key: 'events', title: 'events', numeric: true },
  { key: 'bytes', title: 'bytes', numeric: true },
  { key: 'first', title: 'first event', whole: true },
  { key: 'last', title: 'last event', whole: true },
  { key: 'per_hour', title: 'per hour', numeric: true },
  { key: 'missing_rows', title: 'missing', numeric: true },
  { key: 'missing_logs', title: 'holes', numeric: true },
];

/** Exit status 1 when nothing was shipped. */
export async function listHosts(config: ReportConfig, io: Io): Promise<number> {
  refuseChoice(config, '--nodes is about all that a store has; only -ts and -te narrow it');
  for (const note of config.notes) io.err(`${note}\n`);
  const rows: HostRow[] = [];
  for (const store of await namedStores(config.inputs, config.access, io, '--nodes')) {
    rows.push(...(await rowsOf(store, config)));
    for (const note of store.streams.flatMap(({ notes }) => notes)) io.err(`${note}\n`);
  }
  await write(rows.sort(inOrder).slice(0, config.top), config, io);
  return rows.length === 0 ? 1 : 0;
}

async function rowsOf(store: Store, { start, end }: ReportConfig): Promise<readonly HostRow[]> {
  const missing = new Map(store.streams.map((stream) => [stream.name, stream.missing]));
  const seconds = { start: start || Number.NEGATIVE_INFINITY, end: end || Number.POSITIVE_INFINITY };
  const hosts = await store.hosts(seconds);
  return hosts.map((facts) => ({ ...facts, missing: missing.get(facts.stream) ?? { rows: 0, logs: 0 } }));
}

/** Who has been silent for the longest time comes first. */
function inOrder(one: HostRow, other: HostRow): number {
  return (
    one.last - other.last || compareTexts(one.stream, other.stream) || compareTexts(one.node ?? '', other.node ?? '')
  );
}

function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

async function write(rows: readonly HostRow[], config: ReportConfig, io: Io): Promise<void> {
  const format = config.format ?? (io.terminal.out ? 'table' : 'classic');
  const locale = timeLocale(io.env, { utc: config.utc });
  const time = (sec: number): Datum => {
    if (sec === 0) return null;
    return isForPrograms(format) ? (utcTime(sec, 0) ?? null) : stampText(locale, sec);
  };
  const cells = rows.map((row) => cellsOf(row, time));
  if (format === 'classic') {
    io.out.write(titleLines('Stored Host Report', `# ${columns.map(({ title }) => title).join(' ')}`));
    for (const [i, row] of cells.entries()) io.out.write(`${i + 1}. ${row.map(plainText).join(' ')}\n`);
  } else {
    const grid = (await loadLayout(format))(columns, io.out, layoutOptions(io, config));
    for (const row of cells) grid.row({ cells: row });
    grid.end();
  }
  if (rows.length === 0 && !isForPrograms(format)) io.out.write('<no events of interest were found>\n\n');
}

function cellsOf(
  { node, stream, events, bytes, first, last, missing }: HostRow,
  time: (sec: number) => Datum,
): Datum[] {
  const names = [node === undefined ? null : toBytes(node), toBytes(stream)];
  return [...names, events, bytes, time(first), time(last), perHour(events, last - first), missing.rows, missing.logs];
}

/** Null where there is no time between them. */
function perHour(events: number, seconds: number): number | null {
  return seconds <= 0 ? null : Math.round((events * 3600) / seconds);
}

function plainText(cell: Datum): string {
  return cell === null ? '?' : printable(String(cell));
}
