/** From what -if names to the logs that are stored there. */
import { oldestFirst } from '../input/order.js';
import type { Source } from '../input/source.js';
import type { Criterion } from '../query/criterion.js';
import { speaksOfAddresses } from '../query/query.js';
import { areApart, latestOf } from './apart.js';
import { SPOKEN_OF } from './attribute-columns.js';
import { boundsOf, named } from './bounds.js';
import type { ClickHouseServer } from './clickhouse/server.js';
import { clickHouseStore } from './clickhouse/store.js';
import type { ParquetFile } from './parquet/file.js';
import { allOf, anyOf, EVERY, isEvery, type Predicate, someBits } from './predicate.js';
import type { Store, StoredStream } from './stored-stream.js';
import { type Interest, secondsOf, sourcesOf } from './stream-source.js';
import { togetherIn } from './together.js';

/** What a run looks at; the rest of what a store holds may be left out. */
export interface Looked {
  /** First and last second; 0 or undefined: no limit. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  /** Of single events: what is no match is not looked at. */
  readonly criterion?: Criterion | undefined;
  /** Of events with a record of one of these types. */
  readonly types?: readonly number[] | undefined;
  /** What has to be said about events is said of all of them. */
  readonly isTold?: boolean;
  /** A name that this machine does not know: whether the log does is told. */
  readonly unknownName?: string | undefined;
  /** Seconds that events are waited for. */
  readonly timeout?: number;
}

export function interestOf(looked: Looked): Interest {
  const { start, end, criterion, types, unknownName, timeout } = looked;
  const wanted = allOf([boundsOf(criterion).maybe, types ? { kind: 'types', values: types } : EVERY]);
  const also: readonly Predicate[] = [
    ...(unknownName === undefined ? [] : [named(unknownName)]),
    ...(looked.isTold || speaksOfAddresses({ criterion }) ? [someBits('odd', SPOKEN_OF)] : []),
  ];
  const predicate = anyOf([wanted, ...also]);
  return {
    ...(start && { start }),
    ...(end && { end }),
    predicate: isEvery(predicate) ? undefined : predicate,
    timeout,
  };
}

/** What -if names: files of Parquet, servers. */
export interface StoreNames {
  readonly files: readonly string[];
  readonly servers: readonly ClickHouseServer[];
}

/**
 * All files are read as one store: a stream may have files anywhere among them. An empty table is no error: nothing was
 * shipped yet. `note`: takes a line about an answer that takes longer than it should.
 */
export async function openStores(
  { files, servers }: StoreNames,
  note: (line: string) => void,
): Promise<readonly Store[]> {
  const stores = files.length > 0 ? [await filesStore(files, note)] : [];
  for (const server of servers) stores.push(await clickHouseStore(server));
  return stores;
}

/** What reads files takes longer to load than a server to answer. */
async function filesStore(files: readonly string[], note: (line: string) => void): Promise<Store> {
  const { parquetStore } = await import('./parquet/store.js');
  return parquetStore(await openFiles(files), note);
}

/** Some of them may become parts of others meanwhile. */
async function openFiles(names: readonly string[]): Promise<readonly ParquetFile[]> {
  const [{ ParquetFile }, { currentFiles }] = await Promise.all([
    import('./parquet/file.js'),
    import('./parquet/names.js'),
  ]);
  const opened = new Map<string, ParquetFile>();
  for (const name of currentFiles(names)) {
    const file = await ParquetFile.open(name);
    opened.set(file.name, file);
  }
  const current = new Set(currentFiles([...opened.keys()]));
  return [...opened.values()].filter(({ name }) => current.has(name));
}

/** As files of these names are found: where stamps are equal, the order of events is that of their logs. */
function byName({ name: one }: StoredStream, { name: other }: StoredStream): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

export function storeSources(stores: readonly Store[], interest: Interest): readonly Source[] {
  return sourcesIn(stores, interestIn(stores, interest));
}

function sourcesIn(stores: readonly Store[], interest: Interest): readonly Source[] {
  return stores.flatMap((store) => {
    const together = togetherIn(store, interest);
    return [...store.streams].sort(byName).flatMap((stream) => sourcesOf(stream, interest, together));
  });
}

/** Where several logs are stored, their order is asked for once, with the first predicate that hangs on it. */
export function interestIn(stores: readonly Store[], interest: Interest): Interest {
  if (stores.flatMap(({ streams }) => streams).length < 2) return interest;
  let answer: Promise<boolean> | undefined;
  const ask = async (): Promise<boolean> => {
    const sources = await oldestFirst(sourcesIn(stores, interest));
    return areApart(sources, await latestOf(stores, secondsOf(interest), sources), interest.timeout ?? 0);
  };
  return {
    ...interest,
    isAlone: () => {
      answer ??= ask();
      return answer;
    },
  };
}
