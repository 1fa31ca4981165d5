/** A report counts events of a shape that it has seen without a look at their records; that must not show. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { Out } from '../../src/bytes/out.js';
import { reportWork } from '../../src/engine/report-work.js';
import { scan } from '../../src/engine/scan.js';
import { fromChunks } from '../../src/input/reader.js';
import { type Batch, copyOf, eventsOf } from '../../src/log/batch.js';
import { reports } from '../../src/reports/catalog.js';
import { createCollector } from '../../src/reports/collector.js';
import { plainJob, type ReportJob } from '../../src/reports/job.js';
import type { Part, ReportPart } from '../../src/reports/part.js';
import { PartBook } from '../../src/reports/part-book.js';

const root = path.resolve(import.meta.dirname, '../..');
const folders = ['fixtures/logs', '../shared/conformance/logs']
  .map((folder) => path.join(root, folder))
  .filter(existsSync);
const logs = folders.flatMap((folder) => readdirSync(folder).map((name) => path.join(folder, name)));

const jobs: readonly ReportJob[] = reports
  .filter(({ shape }) => shape.kind === 'overview' || (shape.kind === 'listing' && shape.summary))
  .flatMap(({ name, shape }) => {
    const job = { ...plainJob({ TZ: 'UTC' }), report: name, summary: shape.kind === 'listing' };
    const failed: ReportJob = { ...job, filter: { ...job.filter, outcome: 'failed' } };
    return [job, { ...job, interpret: true }, failed];
  });

async function batchesOf(log: string): Promise<Batch[]> {
  const batches: Batch[] = [];
  async function* chunks(): AsyncGenerator<Buffer> {
    yield Buffer.from(log, 'latin1');
  }
  await scan([{ name: 'log', open: async () => fromChunks(chunks()) }], {
    timeout: 2,
    needles: [],
    batch: (batch) => batches.push(copyOf(batch)),
    between: () => false,
  });
  return batches;
}

/** What the parts add up to, and what was said meanwhile. */
function sum(parts: readonly ReportPart[]): unknown {
  const book = new PartBook(0);
  for (const { part } of parts) book.add(part);
  return { parts: book.parts.map(plain), messages: parts.flatMap(({ messages }) => messages) };
}

/** Items in order of first appearance; the overview only tells how many there are. */
function plain(part: Part): unknown {
  if (part.kind === 'tally') return [...part.counts];
  if (part.kind === 'overview') return { ...part, distinct: part.distinct.map((set) => [...set].sort()) };
  return part;
}

async function byShape(job: ReportJob, batches: readonly Batch[]): Promise<unknown> {
  const work = await reportWork(job);
  return sum(batches.map((batch) => work.process(batch, new Out(() => {})).partial as ReportPart));
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

/** The log again and again, each time later, with other process ids and codes, and here and there another byte. */
function repeated(log: string, seeds: readonly number[], changes: readonly (readonly [number, string])[]): string {
  const copies = seeds.map((seed, round) =>
    log
      .replace(/audit\((\d+)\.(\d+):(\d+)\)/g, (_, sec, milli, serial) => {
        return `audit(${Number(sec) + round * 100_000}.${milli}:${Number(serial) + round * 1000})`;
      })
      .replace(/( (?:pp|p)id=)(\d+)/g, (_, name, pid) => `${name}${(Number(pid) * 7 + seed) % 70_000}`)
      .replace(/ exit=(-?\d+)/g, (_, code) => ` exit=${seed % 3 === 0 ? code : seed % 40}`),
  );
  const bytes = [...copies.join('')];
  for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
  return bytes.join('');
}

const piece = fc.constantFrom(...logs).chain((file) => {
  const lines = readFileSync(file, 'latin1').split('\n');
  return fc.nat(Math.max(0, lines.length - 40)).map((from) => `${lines.slice(from, from + 40).join('\n')}\n`);
});

const changed = fc.array(
  fc.tuple(fc.nat(), fc.constantFrom(' ', '\n', '"', 'a', '0', '-', '=', '\x1d', '4294967295', 'pid=3 ')),
  { maxLength: 6 },
);

for (const job of jobs) {
  const title = `${job.report}${job.interpret ? ' -i' : ''}${job.filter.outcome ? ' --failed' : ''}`;
  test(`${title}: events counted by shape are events counted one by one`, async () => {
    await fc.assert(
      fc.asyncProperty(
        piece,
        fc.array(fc.nat(99_999), { minLength: 2, maxLength: 5 }),
        changed,
        async (log, seeds, changes) => {
          const batches = await batchesOf(repeated(log, seeds, changes));
          assert.deepEqual(await byShape(job, batches), await byEvent(job, batches));
        },
      ),
      { numRuns: 20 },
    );
  });
}
