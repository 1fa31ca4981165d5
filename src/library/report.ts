/** The reports of ts-aureport as data. */
import { Out } from '../bytes/out.js';
import { toBytes } from '../bytes/text.js';
import { runReport } from '../engine/report-run.js';
import { usage } from '../errors.js';
import { loadLayout } from '../output/grid/layouts.js';
import { type GroupKey, readGroupKey } from '../query/field/field-name.js';
import { unknownField } from '../query/field/known-fields.js';
import { reportByName } from '../reports/catalog.js';
import { hasNoSummary } from '../reports/headings.js';
import { plainJob, type ReportFilter, type ReportJob } from '../reports/job.js';
import { createPresenter } from '../reports/presenter.js';
import { surroundings } from '../reports/surroundings.js';
import { type LogInput, sourcesOf } from './input.js';
import { type QueryInput, queryOf } from './query.js';
import { eventTimeout } from './timeout.js';

export interface ReportOptions {
  /** Which events the report is about; all by default. */
  readonly query?: QueryInput;
  /** Counted items instead of events. */
  readonly summary?: boolean;
  /** Names instead of numbers. */
  readonly interpret?: boolean;
  /** Only so many rows, the most frequent ones of a summary. */
  readonly top?: number;
  readonly outcome?: 'failed' | 'success';
  /** End-of-event timeout in seconds, default 2. */
  readonly timeout?: number;
}

/** A row of `ts-aureport --format json`. Texts are Unicode. */
export type ReportRow = Readonly<Record<string, string | number | boolean | null>>;

/**
 * A report by its name (`executable`, `login`, `overview` …). Throws AuditError 'usage' for an unknown name or query, 'input' for
 * what cannot be read.
 */
export function report(
  name: string,
  input: LogInput | readonly LogInput[],
  options: ReportOptions = {},
): Promise<readonly ReportRow[]> {
  return run({ report: name }, input, options);
}

/** Groups of events by the values of fields, as `--by` gives them. Throws AuditError 'usage' for a field that no record has. */
export async function groupEvents(
  fields: readonly string[],
  input: LogInput | readonly LogInput[],
  options: Omit<ReportOptions, 'summary'> & {
    readonly sort?: 'count' | 'name' | 'first' | 'last';
    readonly distinct?: string;
  } = {},
): Promise<readonly ReportRow[]> {
  const { distinct, sort = 'count', ...rest } = options;
  if (fields.length === 0) throw usage('Groups need a field');
  const grouping = {
    by: fields.map(groupKey),
    sort,
    distinct: distinct === undefined ? undefined : groupKey(distinct),
  };
  return run({ report: 'groups', grouping }, input, rest);
}

function groupKey(field: string): GroupKey {
  const key = readGroupKey(toBytes(field));
  const unknown = unknownField(key.name.field, key.name.type);
  if (unknown !== undefined) throw usage(unknown);
  return key;
}

async function run(
  asked: Pick<ReportJob, 'report'> & Partial<Pick<ReportJob, 'grouping'>>,
  input: LogInput | readonly LogInput[],
  options: ReportOptions,
): Promise<readonly ReportRow[]> {
  if (options.summary && hasNoSummary(reportByName(asked.report)))
    throw usage(`The report "${asked.report}" has no summary`);
  const query = await queryOf(options.query ?? {});
  const filter: ReportFilter = { outcome: options.outcome, without: undefined, configChanges: true };
  const job: ReportJob = {
    ...plainJob({}),
    ...asked,
    ...{ summary: options.summary ?? false, interpret: options.interpret ?? false, top: options.top, filter },
    ...{ criterion: query.criterion, start: query.start ?? 0, end: query.end ?? 0 },
    ...{ format: 'json', escape: 'raw', utc: true },
  };
  const chunks: Buffer[] = [];
  const out = new Out((chunk) => chunks.push(Buffer.from(chunk)));
  const ignore = (): void => {};
  const presenter = createPresenter(job, { ...surroundings(job), out, err: ignore, layout: await loadLayout('json') });
  const sources = await sourcesOf(input, query.start);
  await runReport({
    report: job,
    presenter,
    sources,
    timeout: eventTimeout(options.timeout),
    out,
    err: ignore,
    workers: 0,
  });
  out.flush();
  return JSON.parse(Buffer.concat(chunks).toString('utf8') || '[]');
}
