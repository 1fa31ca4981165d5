/** SQL over Parquet files, with DuckDB, if that is installed. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { main as search } from '../../src/cli/ausearch/main.js';
import { askDuckDb } from '../../src/store/duckdb.js';
import { runMain } from '../support/run-main.js';
import { run } from '../support/store-cases.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-sql-'));
after(() => rmSync(folder, { recursive: true }));
const lake = path.join(folder, "it's a lake");
const fixtures = path.resolve(import.meta.dirname, '../../fixtures/logs');
const logs = readdirSync(fixtures).map((name) => path.join(fixtures, name));
const isMissing = await askDuckDb([], 'select 1').then(
  () => false,
  (error: Error) => error.message.includes('needs a package'),
);
const skip = isMissing && 'DuckDB is not installed';

before(async () => {
  for (const log of logs) await runMain(search, ['--ship', lake, '-if', log, '--as', path.basename(log)]);
});

async function ask(sql: string): Promise<unknown> {
  const { status, stdout, stderr } = await run('aureport', ['--sql', sql, '--json'], lake);
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

test('events and records are those of the logs', { skip }, async () => {
  const { stdout } = await run('ausearch', ['--raw'], ...logs);
  const lines = stdout.split('\n').filter((line) => line !== '');
  assert.deepEqual(await ask('select count(*)::INT n from records'), [{ n: lines.length }]);
  const ofUsers = lines.filter((line) => line.includes('type=USER_')).sort();
  const texts = await ask("select text from records where type_name like 'USER\\_%' escape '\\' order by text");
  assert.deepEqual(
    texts,
    ofUsers.map((text) => ({ text })),
  );
  const programs = await ask(
    'select exe, count(*)::INT total from events where exe is not null group by exe order by total desc, exe',
  );
  assert.ok(Array.isArray(programs) && programs.length > 5);
});

test('it only reads, and only these files', { skip }, async () => {
  const file = path.join(folder, 'out');
  const names = readdirSync(lake, { recursive: true, encoding: 'utf8' });
  const own = path.join(lake, names.find((name) => name.endsWith('.parquet')) ?? '').replaceAll("'", "''");
  for (const sql of [
    `copy (select 1) to '${file}'`,
    `copy (select 1) to '${own}'`,
    "select * from read_text('/etc/passwd')",
    'set enable_external_access = true',
    'create table x as select 1',
    'select 1; select 2',
    'selec',
  ]) {
    const { status, stdout, stderr } = await run('aureport', ['--sql', sql], lake);
    assert.deepEqual([status, stdout], [1, ''], sql);
    assert.match(stderr, /--sql.*\n$/, sql);
  }
  assert.ok(!existsSync(file));
  const { stderr } = await run('aureport', ['--sql', 'select 1'], logs[0] ?? '');
  assert.match(stderr, /^--sql is about Parquet files, and \S+ is none$/m);
});
