/** The 1,897 events of the specification: csv, csv with all extra columns, text, and what goes to standard error. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Accounts } from '../../src/accounts/accounts.js';
import { Out } from '../../src/bytes/out.js';
import { Interpreter } from '../../src/interpret/interpreter.js';
import { cLocale } from '../../src/locale/locale.js';
import { type CsvExtras, csvFormatter } from '../../src/output/csv.js';
import type { Formatter } from '../../src/output/formatter.js';
import { textFormatter } from '../../src/output/text.js';
import { assembleModel } from '../support/model-assembler.js';

const vectors = path.resolve(import.meta.dirname, '../../../shared/spec/vectors');
const skip = !existsSync(vectors);
const read = (name: string): string => readFileSync(path.join(vectors, name), 'latin1');

/** The base accounts of the host that the vectors were made on, as far as they occur. */
const users = new Map([
  [1, 'daemon'],
  [2, 'bin'],
  [3, 'sys'],
]);
const byName = new Map([...users].map(([id, name]) => [name, id]));
const accounts: Accounts = {
  userName: (uid) => (uid === 0 ? 'root' : users.get(uid)),
  groupName: (gid) => (gid === 0 ? 'root' : users.get(gid)),
  userId: (name) => (name === 'root' ? 0 : byName.get(name)),
  groupId: (name) => (name === 'root' ? 0 : byName.get(name)),
};
const locale = cLocale();

function print(formatter: Formatter): string {
  let text = '';
  const out = new Out((chunk) => {
    text += chunk.toString('latin1');
  });
  formatter.begin?.(out);
  for (const event of assembleModel(read('normalize.log'), 2)) formatter.event(event, out);
  out.flush();
  return text;
}

function assertLines(actual: string, expected: string): void {
  const [a, b] = [actual.split('\n'), expected.split('\n')];
  for (const [i, line] of b.entries()) assert.equal(a[i], line, `line ${i + 1}`);
  assert.equal(a.length, b.length);
}

function csv(extras: CsvExtras): { rows: string; err: string } {
  const messages: string[] = [];
  const interpreter = new Interpreter({ accounts, host: 'x86_64' });
  const rows = print(csvFormatter({ interpreter, accounts, locale, extras, err: (text) => messages.push(text) }));
  return { rows, err: messages.join('') };
}

test('csv', { skip }, () => {
  const { rows, err } = csv({});
  assertLines(rows, read('normalize.csv'));
  assert.equal(err, read('normalize.stderr'));
});

test('csv with all extra columns', { skip }, () => {
  assertLines(csv({ keys: true, labels: true, object2: true, time: true }).rows, read('normalize-extra.csv'));
});

test('text', { skip }, () => {
  const interpreter = new Interpreter({ accounts, host: 'x86_64' });
  assertLines(print(textFormatter({ interpreter, accounts, locale })), read('normalize.text'));
});
