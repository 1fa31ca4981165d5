/** Expressions made of what real logs hold find the same events with needles and without. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { AuditError } from '../../../src/errors.js';
import { visitFields } from '../../../src/log/fields.js';
import { parseQuery } from '../../../src/query/expression/parse-query.js';
import { stringText } from '../../../src/query/field/value-text.js';
import { needlesOf } from '../../../src/query/needles.js';
import type { Query } from '../../../src/query/query.js';
import { draws } from '../../support/draws.js';
import { found } from '../found.js';

const accounts = {
  userName: () => undefined,
  groupName: () => undefined,
  userId: () => undefined,
  groupId: () => undefined,
};

/** Some of a log, and the values of its fields by name. */
interface Sample {
  readonly log: Buffer;
  readonly values: readonly (readonly [field: string, value: string])[];
}

const MOST_BYTES = 200_000;

function sampleOf(file: string): Sample {
  const whole = readFileSync(file);
  const log = whole.subarray(0, whole.length > MOST_BYTES ? whole.lastIndexOf('\n', MOST_BYTES) + 1 : undefined);
  const values = new Map<string, readonly [string, string]>();
  for (const line of log.toString('latin1').split('\n')) {
    const [, type = ''] = /type=(\S+)/.exec(line) ?? [];
    visitFields(line, line.indexOf('):') + 2, (name, raw) => {
      for (const field of [name, `${type}.${name}`]) {
        if (/^[A-Z_]+\./.test(field) || !field.includes('.')) values.set(`${field} ${raw}`, [field, raw]);
      }
      return false;
    });
  }
  return { log, values: [...values.values()] };
}

const folders = [
  '../../../fixtures/logs',
  '../../../../shared/conformance/logs',
  '../../../../shared/conformance/never-lost',
]
  .map((name) => path.resolve(import.meta.dirname, name))
  .filter((name) => existsSync(name));
const samples = folders.flatMap((folder) => readdirSync(folder).map((name) => sampleOf(path.join(folder, name))));

const DERIVED = ['cmd', 'path', 'addr', 'port', 'key', 'tty', 'node', 'type', 'container', 'family'];
const OPERATORS = ['=', '!=', '~', 'contains', 'in', '<', 'has', '!~', 'not in'];

const dice = fc.infiniteStream(fc.nat({ max: 1_000_000 }));

function expressionOf({ values }: Sample, throws: () => number): string {
  const one = <T>(choices: readonly T[]): T => choices[throws() % choices.length] ?? assert.fail();
  const comparison = (): string => {
    const [name, raw] = one(values);
    const field = throws() % 3 === 0 ? one(DERIVED) : name;
    const text = throws() % 4 === 0 ? raw : stringText(raw);
    const from = throws() % 3 === 0 ? throws() % Math.max(1, text.length) : 0;
    const piece = text.slice(from, throws() % 3 === 0 ? from + 1 + (throws() % 12) : undefined);
    const operator = one(OPERATORS);
    if (operator === 'has') return `has ${field}`;
    const value = operator.endsWith('~') ? piece.replace(/[^\w/ -]/g, '.') : piece;
    const shown = `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
    return `${field} ${operator} ${operator.endsWith('in') ? `(${shown}, zzz)` : shown}`;
  };
  const tree = (depth: number): string => {
    const kind = depth === 0 ? 0 : throws() % 4;
    if (kind < 2) return comparison();
    return `(${tree(depth - 1)}) ${one(['and', 'or', 'and not'])} (${tree(depth - 1)})`;
  };
  return tree(2);
}

async function queryOf(expression: string): Promise<Query | undefined> {
  try {
    return await parseQuery(expression, { accounts });
  } catch (error) {
    // A value that the field cannot have.
    if (error instanceof AuditError && error.code === 'usage') return undefined;
    throw error;
  }
}

test('expressions over real logs: the same with needles', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...samples), dice, async (sample, stream) => {
      const expression = expressionOf(sample, () => stream.next().value);
      const query = await queryOf(expression);
      if (!query) return;
      const plain = await found(sample.log, query, accounts, false, 1 << 20);
      assert.deepEqual(
        await found(sample.log, query, accounts, true, 1 << 16),
        plain,
        `${expression} ${JSON.stringify(needlesOf(query))}`,
      );
    }),
    { numRuns: draws(60) },
  );
});
