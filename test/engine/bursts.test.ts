/** Bursts beyond every internal limit: each format shows every event, and `--raw` gives back the lines. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Out } from '../../src/bytes/out.js';
import { scan } from '../../src/engine/scan.js';
import type { ScanOptions } from '../../src/engine/scan-options.js';
import { searchWork } from '../../src/engine/search-work.js';
import { fromChunks } from '../../src/input/reader.js';
import type { SearchFormat } from '../../src/output/formats.js';
import { draws } from '../support/draws.js';
import { searchJob } from './search-job.js';

async function searched(log: Buffer, format: SearchFormat): Promise<string> {
  const work = await searchWork({ ...searchJob, format });
  const chunks: Buffer[] = [];
  const out = new Out((chunk) => chunks.push(Buffer.from(chunk)));
  async function* once(): AsyncGenerator<Buffer> {
    yield log;
  }
  const options: ScanOptions = {
    timeout: 2,
    needles: [],
    eachEvent: false,
    completeOnly: false,
    spans: false,
    batch: (batch) => void work.process(batch, out),
    between: () => false,
  };
  await scan([{ name: 'burst', open: async () => fromChunks(once()) }], options);
  work.end?.(out);
  out.flush();
  return Buffer.concat(chunks).toString('latin1');
}

/** `count` events of one second, whose records come in `rounds`: all first ones, then all second ones … */
function burst(count: number, rounds: number, padding: string): string[] {
  const types = ['SYSCALL', 'CWD', 'PATH'];
  return Array.from({ length: rounds }, (_, round) =>
    Array.from(
      { length: count },
      (_, i) =>
        `type=${types[round]} msg=audit(1700000000.${String(Math.floor((i / count) * 1000)).padStart(3, '0')}:${i + 1}): a=${i}${padding}`,
    ),
  ).flat();
}

const events: Readonly<Record<Exclude<SearchFormat, 'raw'>, RegExp>> = {
  default: /^time->/gm,
  interpret: /^----$/gm,
  csv: /^,SYSCALL,/gm,
  text: /^At /gm,
  json: /^\{/gm,
  ecs: /^\{/gm,
  'ecs-bulk': /^\{"create"/gm,
  ocsf: /^\{/gm,
  otlp: /^\{/gm,
};

test('100,000 open events: raw output is the lines, every format has every event', async () => {
  const lines = burst(100_000, 1, ' comm="x"');
  const log = Buffer.from(`${lines.join('\n')}\n`);
  const raw = await searched(log, 'raw');
  assert.ok(raw === log.toString('latin1'), 'raw differs');
  for (const [format, mark] of Object.entries(events)) {
    const text = await searched(log, format as SearchFormat);
    assert.ok(!text.includes('\0'), format);
    assert.equal(text.match(mark)?.length, 100_000, format);
  }
});

test('whatever the number of events, rounds and the length of lines', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 60_000 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 0, max: 300 }),
      async (count, rounds, padding) => {
        const lines = burst(count, rounds, ` b="${'x'.repeat(padding)}"`);
        const raw = await searched(Buffer.from(`${lines.join('\n')}\n`), 'raw');
        assert.deepEqual(raw.split('\n').slice(0, -1).toSorted().slice(0, 50), lines.toSorted().slice(0, 50));
        assert.ok(raw.split('\n').slice(0, -1).toSorted().join('\n') === lines.toSorted().join('\n'), 'lines differ');
      },
    ),
    { numRuns: draws(12) },
  );
});
