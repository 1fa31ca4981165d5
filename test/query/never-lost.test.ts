/** Every event of the logs that the original loses events of is found, also by what its records hold. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { AuditEvent } from '../../src/log/event.js';
import { plainValue, visitFields } from '../../src/log/fields.js';
import { compileQuery } from '../../src/query/match.js';
import { assembleModel } from '../support/model-assembler.js';
import { queryOf, type TestQuery } from '../support/query.js';

const FOLDER = new URL('../../../shared/conformance/never-lost/', import.meta.url);
const AVC = 1400;
const accounts = {
  userName: () => undefined,
  groupName: () => undefined,
  userId: () => undefined,
  groupId: () => undefined,
};

test('no event is lost', { skip: !existsSync(FOLDER) }, async () => {
  for (const name of readdirSync(FOLDER)) {
    for (const event of assembleModel(readFileSync(new URL(name, FOLDER), 'latin1'), 2)) {
      assert.ok(await finds({}, event), `${name}: ${event.records[0]?.text}`);
      for (const query of queriesFor(event)) {
        assert.ok(
          await finds(query, event),
          `${name}: ${JSON.stringify(query)} ${event.records.map(({ text }) => text).join('\n')}`,
        );
      }
    }
  }
});

async function finds(query: TestQuery, event: AuditEvent): Promise<boolean> {
  return (await compileQuery(queryOf(query), { accounts })).matches(event);
}

/** One search per telling field of each record that is read by its field names. */
function queriesFor({ records }: AuditEvent): TestQuery[] {
  const queries: TestQuery[] = [];
  for (const { text, type } of records) {
    if (type !== AVC && records.length > 1) continue; // others count by the rules of the original
    visitFields(text, 0, (name, raw) => {
      const value = plainValue(raw, true);
      if (name === 'pid' && queries.every(({ pid }) => pid === undefined)) queries.push({ pid: Number(raw) });
      if (name === 'comm') queries.push({ comm: value });
      if (name === 'key') queries.push({ key: value.split('\x01')[0] });
      if (name === 'profile') queries.push({ where: [`profile=${value}`] });
      return false;
    });
  }
  return queries;
}
