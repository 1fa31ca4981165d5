/** Logs beyond the bounds of what is held, through the whole programs: each line and each event comes out once. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { main as report } from '../../src/cli/aureport/main.js';
import { main as search } from '../../src/cli/ausearch/main.js';
import { draws } from '../support/draws.js';
import { runMain } from '../support/run-main.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-bounds-'));
after(() => rmSync(folder, { recursive: true }));

interface Burst {
  /** Events that are open together. */
  readonly events: number;
  readonly lines: number;
  /** Bytes added to each line. */
  readonly padding: number;
  /** Separator and enrichment at the lines' ends. */
  readonly enriched: boolean;
}

/** In the order of release; each burst has a second of its own. */
function logOf(bursts: readonly Burst[], lastNewline: boolean): string {
  let serial = 0;
  const text = bursts.map(({ events, lines, padding, enriched }, burst) => {
    const end = `${'x'.repeat(padding)}${enriched ? '\x1dAUID="root"' : ''}`;
    const parts: string[] = [];
    for (let event = 0; event < events; event++) {
      const stamp = `audit(${1_700_000_000 + burst}.000:${++serial})`;
      for (let line = 0; line < lines; line++)
        parts.push(`type=${line === 0 ? 'SYSCALL' : 'PATH'} msg=${stamp}: item=${line} name="${end}\n`);
    }
    return parts.join('');
  });
  const log = text.join('');
  return lastNewline ? log : log.slice(0, -1);
}

const count = (text: string, what: RegExp): number => text.match(what)?.length ?? 0;

/** How often an event shows in each format. */
const formats: readonly (readonly [options: readonly string[], perEvent: RegExp])[] = [
  [[], /^----$/gm],
  [['-i'], /^----$/gm],
  [['--format', 'csv'], /^,[A-Z]+,/gm],
  [['--format', 'text'], /^At /gm],
  [['--format', 'json'], /^\{"schema_version"/gm],
  [['--format', 'ecs'], /^\{"@timestamp"/gm],
];

async function holds(bursts: readonly Burst[], lastNewline: boolean): Promise<void> {
  const log = logOf(bursts, lastNewline);
  const file = path.join(folder, 'burst.log');
  writeFileSync(file, log, 'latin1');
  const raw = await runMain(search, ['-if', file, '--raw']);
  assert.ok(raw.stdout === (lastNewline ? log : `${log}\n`), 'raw is the log');
  const events = bursts.reduce((sum, burst) => sum + burst.events, 0);
  for (const [options, perEvent] of formats) {
    const { stdout } = await runMain(search, ['-if', file, ...options]);
    assert.equal(count(stdout, perEvent), events, options.join(' '));
  }
  assert.match((await runMain(report, ['-if', file])).stdout, new RegExp(`^Number of events: ${events}$`, 'm'));
}

const burst = fc.record({
  events: fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 50 }) },
    { weight: 1, arbitrary: fc.constantFrom(1025, 4097, 9000) },
  ),
  lines: fc.constantFrom(1, 1, 2, 33, 600),
  padding: fc.constantFrom(0, 30, 500, 8000),
  enriched: fc.boolean(),
});

const small = ({ events, lines, padding }: Burst): boolean => events * lines * (padding + 80) < 12e6;

test('bursts of any kind', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(burst.filter(small), { minLength: 1, maxLength: 6 }), fc.boolean(), holds),
    { numRuns: draws(5) },
  );
});

test('an event of more lines, and of more bytes, than a batch has room for', () =>
  holds(
    [
      { events: 1, lines: 70_000, padding: 0, enriched: true },
      { events: 1, lines: 400, padding: 8000, enriched: false },
    ],
    true,
  ));

test('an event that never ends is shown in parts, and that is said', async () => {
  const log = logOf([{ events: 1, lines: 2400, padding: 8000, enriched: false }], true);
  const file = path.join(folder, 'endless.log');
  writeFileSync(file, log);
  const { stdout, stderr } = await runMain(search, ['-if', file, '--raw']);
  assert.ok(stdout === log);
  assert.match(stderr, /^1 event was shown before the end: too many lines/m);
});
