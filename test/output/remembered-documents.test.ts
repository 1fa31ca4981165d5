/** A document that was written once for all events of a shape is the one that the event alone would get. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { Out } from '../../src/bytes/out.js';
import { ecsFormatter } from '../../src/output/ecs.js';
import type { Formatter } from '../../src/output/formatter.js';
import { ocsfFormatter } from '../../src/output/ocsf.js';
import { otlpFormatter } from '../../src/output/otlp.js';
import { draws } from '../support/draws.js';
import { assembleModel } from '../support/model-assembler.js';

const folder = path.resolve(import.meta.dirname, '../../fixtures/logs');
const accounts = {
  userName: (uid: number) => (uid === 0 ? 'root' : undefined),
  groupName: () => undefined,
  userId: () => undefined,
  groupId: () => undefined,
};
const formatters: Readonly<Record<string, () => Formatter>> = {
  ecs: () => ecsFormatter({ accounts, host: 'x86_64' }),
  ocsf: () => ocsfFormatter({ accounts, host: 'x86_64' }),
  otlp: () => otlpFormatter({ accounts, host: 'x86_64' }),
};

type Events = ReturnType<typeof assembleModel>;

/** What each event becomes. */
function documents(formatter: Formatter, events: Events): string[] {
  return events.map((event) => {
    let text = '';
    const out = new Out((chunk) => {
      text += chunk.toString('latin1');
    });
    formatter.event(event, out);
    out.flush();
    return text;
  });
}

/** Values as they are, and as they ought not to be: unset, no numbers, beyond all numbers. */
const value = fc.constantFrom(
  '0',
  '1',
  '-13',
  '4294967295',
  '7ffe',
  'ffffffffffffff9c',
  '80000',
  '99999999999999999999',
  '007',
  '?',
  'unset',
  '(null)',
  '',
  '"x"',
  'é',
);

for (const log of readdirSync(folder))
  test(`${log}: with other process ids, exit codes and arguments`, () => {
    const lines = readFileSync(path.join(folder, log), 'latin1');
    fc.assert(
      fc.property(fc.array(value, { minLength: 5, maxLength: 40 }), fc.nat(), (values, seed) => {
        let random = seed;
        const draw = (count: number): number => {
          random = (Math.imul(random, 1103515245) + 12345) >>> 0;
          return (random >>> 8) % count;
        };
        const changed = lines.replace(/ (exit|a[0-3]|items|ppid|pid)=[^ \n]+/g, (whole, name: string) =>
          draw(3) === 0 ? ` ${name}=${values[draw(values.length)]}` : whole,
        );
        const events = [...assembleModel(lines, 2), ...assembleModel(changed, 2)];
        for (const [name, formatter] of Object.entries(formatters)) {
          const together = documents(formatter(), events);
          for (let i = 0; i < 10; i++) {
            const at = draw(events.length);
            const [alone] = documents(formatter(), events.slice(at, at + 1));
            assert.equal(together[at], alone, name);
          }
        }
      }),
      { numRuns: draws(10) },
    );
  });
