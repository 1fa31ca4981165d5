/** From what -if names to the logs that are stored there. */
import type { Source } from '../input/source.js';
import type { Criterion } from '../query/criterion.js';
import type { ClickHouseServer } from './clickhouse/server.js';
import { clickHouseStreams } from './clickhouse/stored.js';
import { ParquetFile } from './parquet/file.js';
import { parquetStreams } from './parquet/stored.js';
import { named, type Predicate, predicateOf } from './predicate.js';
import { type Interest, sourcesOf } from './stream-source.js';

/** What a run looks at; the rest of what a store holds may be left out. */
export interface Looked {
  /** First and last second; 0 or undefined: no limit. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  /** Of single events: what is no match is not looked at. */
  readonly criterion?: Criterion | undefined;
  /** A name that this machine does not know: whether the log does is told. */
  readonly unknownName?: string | undefined;
  /** Seconds that events are waited for. */
  readonly timeout?: number;
}

export function interestOf({ start, end, criterion, unknownName, timeout }: Looked): Interest {
  const matching = predicateOf(criterion);
  const naming = unknownName === undefined ? undefined : named(unknownName);
  const predicate: Predicate | undefined = matching && naming ? { kind: 'or', of: [matching, naming] } : matching;
  return { ...(start && { start }), ...(end && { end }), predicate, timeout };
}

/** An empty table is no error: nothing was shipped yet. */
export async function openClickHouse(server: ClickHouseServer, interest: Interest): Promise<readonly Source[]> {
  return (await clickHouseStreams(server)).flatMap((stream) => sourcesOf(stream, interest));
}

/** All files are read as one store: a stream may have files anywhere among them. */
export async function openParquet(names: readonly string[], interest: Interest): Promise<readonly Source[]> {
  const files: ParquetFile[] = [];
  for (const name of names) files.push(await ParquetFile.open(name));
  return (await parquetStreams(files)).flatMap((stream) => sourcesOf(stream, interest));
}
