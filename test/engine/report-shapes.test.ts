/** A report counts events of a shape that it has seen, and writes their lines, without a look at their records; that must not show. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Out } from '../../src/bytes/out.js';
import { reportWork } from '../../src/engine/report-work.js';
import { type Batch, eventsOf } from '../../src/log/batch.js';
import { reports } from '../../src/reports/catalog.js';
import { createCollector } from '../../src/reports/collector.js';
import { plainJob, type ReportJob } from '../../src/reports/job.js';
import type { Part, ReportPart } from '../../src/reports/part.js';
import { PartBook } from '../../src/reports/part-book.js';
import { batchesOf } from '../support/batches.js';
import { draws } from '../support/draws.js';
import { repeatingLog } from './repeating-log.js';

const jobs: readonly ReportJob[] = reports
  .filter(({ shape }) => shape.kind === 'overview' || shape.kind === 'listing')
  .flatMap(({ name, shape }) =>
    shape.kind === 'listing' ? [[name, true] as const, [name, false] as const] : [[name, false] as const],
  )
  .flatMap(([name, summary]) => {
    const job = { ...plainJob({ TZ: 'UTC' }), report: name, summary };
    const failed: ReportJob = { ...job, filter: { ...job.filter, outcome: 'failed' } };
    return [job, { ...job, interpret: true }, failed];
  });

/** What the parts add up to, and what was said meanwhile. */
function sum(parts: readonly ReportPart[]): unknown {
  const book = new PartBook(Number.POSITIVE_INFINITY);
  for (const { part } of parts) book.add(part);
  return { parts: book.parts.map(plain), messages: parts.flatMap(({ messages }) => messages) };
}

/** Items in order of first appearance; the overview only tells how many there are. */
function plain(part: Part): unknown {
  if (part.kind === 'tally') return [...part.counts];
  if (part.kind === 'lines') return { ...part, bytes: Buffer.from(part.bytes).toString('latin1') };
  if (part.kind === 'overview') return { ...part, distinct: part.distinct.map((set) => [...set].sort()) };
  return part;
}

/** `keeps`: counts are kept back from batch to batch. */
async function byShape(job: ReportJob, batches: readonly Batch[], keeps = false): Promise<unknown> {
  const work = await reportWork(job, 0);
  const results = batches.map((batch) => work.process(batch, new Out(() => {}), keeps));
  const kept = work.kept?.();
  return sum([...results, ...(kept ? [kept] : [])].flatMap(({ partial }) => (partial ? [partial as ReportPart] : [])));
}

async function byEvent(job: ReportJob, batches: readonly Batch[]): Promise<unknown> {
  const collector = await createCollector(job);
  return sum(
    batches.map((batch) => {
      for (const event of eventsOf(batch)) collector.event(event);
      return collector.take();
    }),
  );
}

for (const job of jobs) {
  const title = `${job.report}${job.summary ? ' --summary' : ''}${job.interpret ? ' -i' : ''}${job.filter.outcome ? ' --failed' : ''}`;
  test(`${title}: events of a known shape come to what they come to one by one`, async () => {
    await fc.assert(
      fc.asyncProperty(repeatingLog, fc.boolean(), async (log, keeps) => {
        const batches = await batchesOf(Buffer.from(log, 'latin1'));
        assert.deepEqual(await byShape(job, batches, keeps), await byEvent(job, batches));
      }),
      { numRuns: draws(job.summary ? 20 : 10) },
    );
  });
}

test('a process id that does not count does not count in events of a known shape either', async () => {
  const log = Array.from(
    { length: 5 },
    (_, i) => `type=CAPSET msg=audit(170000000${i}.000:${i}): pid=${i + 7} cap_pi=0\n`,
  );
  const batches = await batchesOf(Buffer.from(log.join('')));
  for (const job of jobs.filter(({ report }) => report === 'overview'))
    assert.deepEqual(await byShape(job, batches), await byEvent(job, batches));
});

test('numbers that hardly come again are told apart where they are part of a text', async () => {
  const records = [
    (i: number) =>
      `USER_LOGIN msg=audit(170000000${i}.000:${i}): pid=9 uid=0 ses=${i} msg='exe="/a ses=${i} b" hostname=h res=success'`,
    (i: number) =>
      `USER_LOGIN msg=audit(170000000${i}.000:${i}): pid=9 hostname=h ses=${i} x, msg='exe="/a" res=success'`,
    (i: number) =>
      `ANOM_ABEND msg=audit(170000000${i}.000:${i}): auid=1 uid=0 gid=0 ses=${i} pid=${i} comm="c" exe="/a pid=${i} b" sig=1`,
    (i: number) =>
      `ANOM_ABEND msg=audit(170000000${i}.000:${i}): auid=1 uid=0 gid=0 ses=${i}4967295000 pid=${i} comm="c" exe="/a"`,
    (i: number) =>
      `TTY msg=audit(170000000${i}.000:${i}): tty pid=${i} uid=0 auid=${i} ses=1 major=136 minor=0 comm="bash" data=0D`,
  ];
  for (const record of records) {
    const log = Array.from({ length: 6 }, (_, i) => `type=${record((i % 4) + 1)}\n`);
    const batches = await batchesOf(Buffer.from(log.join('')));
    for (const job of jobs) assert.deepEqual(await byShape(job, batches), await byEvent(job, batches));
  }
});

test('process ids count where the records of an event name one process, and where they name several', async () => {
  const log = [7, 8, 9, 7, 8].flatMap((pid, i) => {
    const stamp = `msg=audit(170000000${i}.000:${i}): `;
    return [
      `type=AVC ${stamp}avc:  denied  { read } for  pid=${pid} comm="a" tclass=file`,
      `type=SYSCALL ${stamp}arch=c000003e syscall=2 success=yes exit=140000000000000 a0=0 a1=0 a2=0 a3=0 items=0 ppid=1 pid=${i < 3 ? pid : pid + 10} auid=0 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=(none) ses=1 comm="a" exe="/a" key=(null)`,
    ];
  });
  const batches = await batchesOf(Buffer.from(`${log.join('\n')}\n`));
  for (const job of jobs.filter(({ report }) => report === 'overview'))
    assert.deepEqual(await byShape(job, batches), await byEvent(job, batches));
});

test('a number that is called like a process id, and is another, is not taken for it', async () => {
  const records = [
    (i: number) =>
      `USER_LOGIN msg=audit(170000000${i}.000:${i}): ppid=${i + 3} pid=${i} uid=0 auid=1 ses=1 msg='exe="/a" res=success'`,
    (i: number) =>
      `USER_LOGIN msg=audit(170000000${i}.000:${i}): uid=0 ppid=${i + 3} pid=${i} auid=1 ses=1 msg='exe="/a" res=success'`,
    (i: number) =>
      `USER_LOGIN msg=audit(170000000${i}.000:${i}): vpid=7 pid=${i} uid=0 auid=1 ses=1 msg='exe="/a" res=success'`,
    (i: number) =>
      `VIRT_CONTROL msg=audit(170000000${i}.000:${i}): pid=${i} uid=0 auid=1 ses=1 msg='vm="a" vm-pid=3 exe="/a" res=success'`,
  ];
  for (const record of records) {
    const batches = await batchesOf(Buffer.from([1, 2, 3, 4, 5].map((i) => `type=${record(i)}\n`).join('')));
    for (const job of jobs) assert.deepEqual(await byShape(job, batches), await byEvent(job, batches));
  }
});

test('the process id of an event is told though another number is called like one', async () => {
  const record = `type=VIRT_CONTROL msg=audit(1700000000.000:1): pid=5 uid=0 auid=1 ses=1 msg='vm="a" vm-pid=3 exe="/a" res=success'\n`;
  const collector = await createCollector({ ...plainJob({ TZ: 'UTC' }), report: 'pid' });
  for (const batch of await batchesOf(Buffer.from(record))) for (const event of eventsOf(batch)) collector.event(event);
  const pieces = (count: number, pid: number): unknown => {
    const pattern = collector.lines?.pattern({ count, pid });
    return typeof pattern === 'object' ? pattern.pieces.filter(({ kind }) => kind === 'pid').length : pattern;
  };
  assert.equal(pieces(1, 5), 1);
  assert.equal(pieces(1, 3), undefined); // it came from elsewhere
  assert.equal(pieces(2, 5), undefined);
});
