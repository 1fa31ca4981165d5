/** The HTML report: inputs → events → one page. */
import { readFileSync } from 'node:fs';
import { accountsFor } from '../accounts/accounts.js';
import type { Out } from '../bytes/out.js';
import { Interpreter } from '../interpret/interpreter.js';
import { timeLocale } from '../locale/locale.js';
import { InterpretFormatter } from '../output/interpret.js';
import { textFormatter } from '../output/text.js';
import { writePage } from '../page/document.js';
import { PageData } from '../page/page-data.js';
import { compileQuery } from '../query/match.js';
import { needlesOf } from '../query/needles.js';
import type { ReportJob } from '../reports/job.js';
import { type EventScan, scanEvents } from './event-scan.js';
import { programFile } from './location.js';

export interface PageRun extends Pick<EventScan, 'sources' | 'failed' | 'understood' | 'timeout'> {
  /** Of any report: its filter, times and environment count. */
  readonly report: ReportJob;
  readonly out: Out;
  readonly err: (text: string) => void;
}

export interface PageOutcome {
  /** Events of the log that the page has no room for. */
  readonly leftOut: number;
  /** Names of users and groups that the log told. */
  readonly namesSeen: ReadonlySet<string>;
}

export async function runPage(run: PageRun): Promise<PageOutcome> {
  const { report, sources, out, err } = run;
  const accounts = accountsFor(report.env);
  const locale = timeLocale(report.env, { utc: report.utc });
  const interpreter = new Interpreter({ accounts, escape: 'tty' });
  const data = await PageData.create(report, {
    sentence: textFormatter({ interpreter, accounts, locale }),
    records: new InterpretFormatter({ interpreter, locale }),
  });
  const { criterion, malformed } = report;
  const matcher = criterion && (await compileQuery({ criterion, malformed }, { accounts }));
  await scanEvents({
    ...run,
    start: report.start || undefined,
    end: report.end || undefined,
    badStamp: (text) => err(`Error extracting time stamp (${text})\n`),
    needles: needlesOf({ criterion }),
    each: (event) => {
      if (matcher?.matches(event) !== false) data.add(event);
    },
  });
  const contents = data.finish(sources.map(({ name }) => name));
  const [script, style] = ['page.js', 'page.css'].map((name) => readFileSync(programFile(`page/${name}`), 'utf8'));
  writePage(contents, data.pieces, { script: script ?? '', style: style ?? '' }, out);
  return { leftOut: contents.leftOut, namesSeen: matcher?.namesSeen ?? new Set() };
}
