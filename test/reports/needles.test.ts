import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { eventsOf } from '../../src/log/batch.js';
import { reports } from '../../src/reports/catalog.js';
import { type Collector, createCollector } from '../../src/reports/collector.js';
import { plainJob, type ReportJob } from '../../src/reports/job.js';
import { reportNeedles } from '../../src/reports/needles.js';
import { SYSCALL } from '../../src/tables/generated/record-type.js';
import * as tables from '../../src/tables/generated/tables.js';
import { rows } from '../../src/tables/lookup.js';
import { repeatingLog } from '../engine/repeating-log.js';
import { batchesOf } from '../support/batches.js';
import { draws } from '../support/draws.js';

const ofTypes = reports.flatMap(({ name, shape }) =>
  shape.kind === 'listing' && shape.types ? [{ name, types: shape.types }] : [],
);

function beginnings(report: string): readonly string[] {
  return reportNeedles({ ...plainJob({}), report })
    .flat()
    .flatMap((needle) => ('text' in needle ? [needle.text] : []));
}

const holds = (needles: readonly string[], name: string): boolean =>
  needles.some((needle) => `type=${name} msg=audit(`.includes(needle));

describe('what the scanner looks for when a report is about some types', () => {
  for (const { name: report, types } of ofTypes) {
    it(`lets through every record of ${report}, and hardly any other`, () => {
      const needles = beginnings(report);
      const named = rows(tables.recordTypes);
      assert.ok(needles.length > 0);
      for (const { name, number } of named) if (types.has(number)) assert.ok(holds(needles, name), name);
      const others = named.filter(({ name, number }) => !types.has(number) && holds(needles, name));
      assert.ok(others.length <= 3, others.map(({ name }) => name).join(' '));
    });
  }

  it('looks at everything where a report is about all types', () => {
    assert.deepEqual(reportNeedles({ ...plainJob({}), report: 'executable' }), []);
  });

  it('lets addresses through that are complained about, whatever else is asked for', () => {
    const groups = reportNeedles({
      ...plainJob({}),
      report: 'avc',
      criterion: { kind: 'is', name: 'type', value: [SYSCALL] },
    });
    assert.equal(groups.length, 2);
    for (const group of groups) assert.ok(group.some(({ kind }) => kind === 'address'));
  });
});

const ofTexts = reports.flatMap(({ name, shape }) => (shape.kind === 'listing' && shape.holds ? [name] : []));

/** What the events of a log come to, those left out that the scanner leaves out. */
async function come(job: ReportJob, log: string, needles: ReturnType<typeof reportNeedles>): Promise<unknown> {
  const collector: Collector = await createCollector(job);
  for (const batch of await batchesOf(Buffer.from(log, 'latin1'), { needles }))
    for (const event of eventsOf(batch)) collector.event(event);
  const { part, messages } = collector.take();
  assert.ok(part.kind === 'lines' || part.kind === 'tally');
  return { part: part.kind === 'tally' ? [...part.counts] : Buffer.from(part.bytes).toString('latin1'), messages };
}

const odd = (key: string): string =>
  ['SYSCALL', 'CONFIG_CHANGE', 'UNKNOWN[1499]', 'UNKNOWN[1999]', 'LANDLOCK_DOMAIN']
    .map((type, i) => `type=${type} msg=audit(1700000000.000:${i + 1}): pid=1 key=${key}\n`)
    .join('');

describe('what the scanner looks for when a report is about events that hold some text', () => {
  for (const report of ofTexts)
    for (const summary of [false, true]) {
      const job = { ...plainJob({ TZ: 'UTC' }), report, summary };
      it(`misses nothing of ${report}${summary ? ' --summary' : ''}`, async () => {
        await fc.assert(
          fc.asyncProperty(repeatingLog, async (log) => {
            assert.deepEqual(await come(job, log, reportNeedles(job)), await come(job, log, []));
          }),
          { numRuns: draws(20) },
        );
        for (const key of ['(null)', '(null)x', '(null),', "(null)'", '"a"', '61', 'x', '', '(null) key="b"']) {
          const log = odd(key);
          assert.deepEqual(await come(job, log, reportNeedles(job)), await come(job, log, []), key);
        }
      });
    }

  it('looks at everything where something else is asked of these events', () => {
    assert.deepEqual(reportNeedles({ ...plainJob({}), report: 'key', histogram: 'day' }), []);
  });
});
