/** What is known of stores before they are asked to count for a report. */
import { oldestFirst } from '../input/order.js';
import type { Source } from '../input/source.js';
import type { ReportJob } from '../reports/job.js';
import { areApart, latestOf } from '../store/apart.js';
import type { CountQuestion } from '../store/count.js';
import { storeSources } from '../store/open.js';
import type { Stamp } from '../store/order.js';
import type { Store, StoredStream } from '../store/stored-stream.js';
import { type Interest, isCountable, secondsOf } from '../store/stream-source.js';
import { informed } from './report-run.js';
import { countQuestions, timeOf } from './stored-question.js';

export interface StoredReport {
  readonly job: ReportJob;
  readonly stores: readonly Store[];
  /** End-of-event timeout in seconds. */
  readonly timeout: number;
}

export interface StoredRun extends StoredReport {
  readonly interest: Interest;
  readonly asked: readonly AskedStore[];
  /** Streams of which a window of time cannot be cut out by columns: they are put together again. */
  readonly whole: ReadonlySet<StoredStream>;
  /** The logs, oldest first. */
  readonly sources: readonly Source[];
  /** Of each family of stored logs, in that time. */
  readonly latest: ReadonlyMap<string, Stamp>;
}

/** What is asked of each store, but for streams that are read. */
export interface AskedStore {
  readonly store: Store;
  readonly questions: readonly CountQuestion[];
}

/** Undefined: the events have to be read, as nothing of them can be counted where they are, or some belong together with those of other logs. */
export async function storedRun(report: StoredReport): Promise<StoredRun | undefined> {
  const { stores, job, timeout } = report;
  const interest = { ...timeOf(job), timeout };
  const whole = await streamsToRead(stores, interest);
  const asked = askedOf(report, whole);
  if (asked.length === 0) return undefined;
  const sources = await oldestFirst(storeSources(stores, interest));
  const latest = await latestOf(stores, secondsOf(interest), sources);
  if (!(await areApart(sources, latest, timeout))) return undefined;
  return { stores, timeout, job: await informed(job, sources[0]), interest, asked, whole, sources, latest };
}

async function streamsToRead(stores: readonly Store[], interest: Interest): Promise<ReadonlySet<StoredStream>> {
  const whole = new Set<StoredStream>();
  for (const stream of stores.flatMap(({ streams }) => streams))
    if (!(await isCountable(stream, interest))) whole.add(stream);
  return whole;
}

function askedOf({ stores, job }: StoredReport, whole: ReadonlySet<StoredStream>): readonly AskedStore[] {
  return stores.flatMap((store) => {
    const counted = store.streams.filter((stream) => !whole.has(stream));
    if (counted.length === 0) return [];
    const names = counted.length < store.streams.length ? counted.map(({ name }) => name) : undefined;
    const questions = countQuestions(job, names);
    return questions.length === 0 ? [] : [{ store, questions }];
  });
}

/** What is to be said about the stores, a line each. */
export function notesOf({ stores }: StoredRun): readonly string[] {
  const notes = new Set(stores.flatMap(({ streams }) => streams.flatMap((stream) => stream.notes)));
  return Array.from(notes, (note) => `${note}\n`).reverse();
}
