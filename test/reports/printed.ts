/** Runs a report over a log text in process, its events cut into batches as wanted. */
import type { Accounts } from '../../src/accounts/accounts.js';
import { Out } from '../../src/bytes/out.js';
import { cLocale } from '../../src/locale/locale.js';
import type { AuditEvent } from '../../src/log/event.js';
import { loadLayout } from '../../src/output/grid/layouts.js';
import { createCollector } from '../../src/reports/collector.js';
import { plainJob, type ReportJob } from '../../src/reports/job.js';
import { createPresenter } from '../../src/reports/presenter.js';
import { assembleModel } from '../support/model-assembler.js';

const onlyRoot: Accounts = {
  userName: (uid) => (uid === 0 ? 'root' : undefined),
  groupName: () => undefined,
  userId: () => undefined,
  groupId: () => undefined,
};

export interface Printed {
  readonly text: string;
  readonly status: number;
  readonly messages: string;
}

/** `cuts`: lengths of the batches, used again and again. */
export async function printed(
  log: string,
  change: Partial<ReportJob>,
  cuts: readonly number[] = [1000],
  accounts: Accounts = onlyRoot,
): Promise<Printed> {
  const job: ReportJob = { ...plainJob({}), width: 80, utc: true, ...change };
  const surroundings = { locale: cLocale(), accounts };
  const chunks: Buffer[] = [];
  const out = new Out((chunk) => chunks.push(Buffer.from(chunk)));
  const messages: string[] = [];
  const layout = job.format === 'classic' ? undefined : await loadLayout(job.format);
  const presenter = createPresenter(job, { ...surroundings, out, err: (text) => messages.push(text), layout });
  const events = assembleModel(log, 2);
  for (const batch of batches(events, cuts)) {
    const collector = await createCollector(job, surroundings);
    for (const event of batch) collector.event(event);
    presenter.add(structuredClone(collector.take()));
  }
  const status = presenter.end({
    spans: [{ name: 'a.log', first: events[0], last: events.at(-1) }],
    firstStamp: events[0],
  });
  out.flush();
  return { text: Buffer.concat(chunks).toString('latin1'), status, messages: messages.join('') };
}

function* batches(events: readonly AuditEvent[], cuts: readonly number[]): Generator<readonly AuditEvent[]> {
  for (let at = 0, i = 0; at < events.length; i++) {
    const length = Math.max(1, cuts[i % cuts.length] ?? 1);
    yield events.slice(at, at + length);
    at += length;
  }
}

/** The rows of a classic report, without title. */
export function rowsOf(text: string): string[] {
  return text.split('\n').slice(5, -1);
}
