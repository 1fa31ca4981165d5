/** Parquet files as a store that is read: what they know of themselves. */
import { columnsOf, evaluator } from '../evaluate.js';
import { onceEach } from '../once-each.js';
import { oneAhead } from '../one-ahead.js';
import { isNone, type Predicate } from '../predicate.js';
import { KIND } from '../row.js';
import type { SecondRange } from '../second-range.js';
import { duckDb, eventsText } from '../sql/where.js';
import type { Estimate, HostFacts, Store } from '../stored-stream.js';
import { countRows, type LinesOf, oddRows } from './count.js';
import { type ChosenRows, chosenByDuckDb } from './duckdb-choose.js';
import { countByDuckDb, countText } from './duckdb-count.js';
import { linesByDuckDb } from './duckdb-lines.js';
import { extentOf, latestOf } from './extent.js';
import type { ParquetFile } from './file.js';
import { type LakeStream, readColumns, streamsOf, type Unit } from './lake.js';
import { storedStream } from './stored.js';

/** Files that are named one by one in what is shown of a question. */
const MOST_SHOWN = 3;
/** Rows: DuckDB starts in the time that looking at their columns takes here. */
const WORTH_AN_ENGINE = 300_000;
/** Units that an estimate looks at, spread over all. */
const SAMPLED = 16;

/** `note`: takes a line about an answer that takes longer than it should. */
export async function parquetStore(files: readonly ParquetFile[], note: (line: string) => void): Promise<Store> {
  const lake = await streamsOf(files);
  const names = files.map(({ name }) => name);
  const shown = shownFiles(names);
  const ask = onceEach((where: string) => chosenByDuckDb(names, where, note));
  const chosen = async (seconds: SecondRange, predicate: Predicate): Promise<ChosenRows | undefined> =>
    isWorthAnEngine(lake, seconds) ? ask(eventsText(seconds, predicate, duckDb)) : undefined;
  return {
    name: files.length === 1 ? (files[0]?.name ?? '') : `${files.length} Parquet files`,
    streams: await Promise.all(lake.map((stream) => storedStream(stream, chosen))),
    hosts: async (seconds) => (await Promise.all(lake.map((stream) => hostsOf(stream, seconds)))).flat(),
    latest: (seconds) => latestOf(lake, seconds),
    extents: async (seconds) => {
      const found = await Promise.all(
        lake.map(async (stream) => [stream.name, await extentOf(stream, seconds)] as const),
      );
      return new Map(found);
    },
    counts: async function* (questions) {
      yield* oneAhead(questions, async (question) => {
        const isMuch = isWorthAnEngine(lake, question.seconds);
        return (isMuch ? await countByDuckDb(names, question, note) : undefined) ?? (await countRows(lake, question));
      });
    },
    oddEvents: async function* (question) {
      if (isNone(question.read)) return;
      const rows = await chosen(question.seconds, question.read);
      const where = eventsText(question.seconds, question.read, duckDb);
      const linesOf: LinesOf = (stream, part) => linesByDuckDb(stream, part, where, note);
      yield* oddRows(lake, question, rows && { rows, linesOf });
    },
    countText: (question) => countText(shown, question),
    estimate: (seconds, predicate) =>
      estimate(
        lake.flatMap(({ units }) => units),
        seconds,
        predicate,
      ),
    question: (seconds, predicate) => `SELECT raw FROM ${shown} WHERE ${eventsText(seconds, predicate, duckDb)}`,
  };
}

/** As DuckDB would read them: many are all those in the folder that holds them. Byte strings. */
function shownFiles(names: readonly string[]): string {
  const shown = names.length > MOST_SHOWN ? [`${commonFolder(names)}**/*.parquet`] : names;
  const quoted = shown.map((name) => `'${name.replaceAll("'", "''")}'`);
  return `read_parquet(${quoted.length === 1 ? quoted[0] : `[${quoted.join(', ')}]`})`;
}

function commonFolder(names: readonly string[]): string {
  let [common = ''] = names;
  for (const name of names) while (!name.startsWith(common)) common = common.slice(0, -1);
  return common.slice(0, common.lastIndexOf('/') + 1);
}

function isWorthAnEngine(lake: readonly LakeStream[], seconds: SecondRange): boolean {
  return rowsOf(lake.flatMap(({ units }) => within(units, seconds))) >= WORTH_AN_ENGINE;
}

async function hostsOf({ name, units }: LakeStream, seconds: SecondRange): Promise<readonly HostFacts[]> {
  const hosts = new Map<string | undefined, Mutable<HostFacts>>();
  for (const unit of within(units, seconds)) {
    const columns = await readColumns(unit, ['kind', 'node', 'sec', 'at', 'end', 'steps']);
    const { kind = [], node = [], sec = [], at = [], end = [], steps = [] } = columns;
    for (let i = 0; i < kind.length; i++) {
      const [second, host] = [sec[i] ?? 0, node[i]];
      if (kind[i] !== KIND.event || second < seconds.start || second > seconds.end) continue;
      const facts = hosts.get(host) ?? { stream: name, node: host, events: 0, bytes: 0, first: 0, last: 0 };
      hosts.set(host, facts);
      facts.events++;
      facts.bytes += sizeOf(steps[i] ?? [], (end[i] ?? 0) - (at[i] ?? 0));
      if (second !== 0 && (facts.first === 0 || second < facts.first)) facts.first = second;
      facts.last = Math.max(facts.last, second);
    }
  }
  return [...hosts.values()];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Of the lines of a row: without the gaps between them. */
function sizeOf(steps: readonly number[], length: number): number {
  return steps.length === 0 ? length : steps.reduce((sum, step, i) => (i % 2 === 0 ? sum + step : sum), 0);
}

function within(units: readonly Unit[], { start, end }: SecondRange): readonly Unit[] {
  return units.filter(({ earliest, latest }) => latest >= start && earliest <= end);
}

async function estimate(
  units: readonly Unit[],
  seconds: SecondRange,
  predicate: Predicate | undefined,
): Promise<Estimate> {
  const touched = within(units, seconds);
  const step = Math.max(1, touched.length / SAMPLED);
  const sample = Array.from({ length: Math.min(SAMPLED, touched.length) }, (_, i) => touched[Math.floor(i * step)]);
  let wanted = 0;
  let looked = 0;
  for (const unit of sample) {
    if (!unit) continue;
    wanted += await wantedIn(unit, seconds, predicate);
    looked += unit.to - unit.from;
  }
  const share = looked === 0 ? 1 : rowsOf(touched) / looked;
  return { wanted: Math.round(wanted * share), all: rowsOf(units), isAbout: share > 1 };
}

async function wantedIn(unit: Unit, { start, end }: SecondRange, predicate: Predicate | undefined): Promise<number> {
  const columns = await readColumns(unit, ['kind', 'sec', ...(predicate ? columnsOf(predicate) : [])]);
  const { kind = [], sec = [] } = columns;
  const holds = predicate ? evaluator(predicate, columns) : () => true;
  return kind.reduce((count, one, i) => {
    const isIn = one === KIND.event && (sec[i] ?? 0) >= start && (sec[i] ?? 0) <= end;
    return isIn && holds(i) ? count + 1 : count;
  }, 0);
}

function rowsOf(units: readonly Unit[]): number {
  return units.reduce((sum, { from, to }) => sum + to - from, 0);
}
