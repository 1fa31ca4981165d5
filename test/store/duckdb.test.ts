/** Which files DuckDB is asked about, and what is said when it has no answer. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { toBytes, toPath } from '../../src/bytes/text.js';
import { askedOfDuckDb, filesText } from '../../src/store/duckdb.js';
import { shippedFiles } from '../support/shipped.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-duckdb-'));
after(() => rmSync(folder, { recursive: true }));

const LINE = 'type=DAEMON_START msg=audit(1700000000.001:1): pid=1\n';

/** A file with so many rows, under a name that is a byte string. */
async function fileNamed(name: string, rows: number): Promise<string> {
  const [file] = await shippedFiles(folder, { one: LINE.repeat(rows) }, 50);
  assert.ok(file);
  const to = path.posix.join(toBytes(folder), name);
  mkdirSync(toPath(path.posix.dirname(to)), { recursive: true });
  renameSync(toPath(file.name), toPath(to));
  return to;
}

async function countIn(file: string): Promise<{ readonly answer: unknown; readonly said: readonly string[] }> {
  const said: string[] = [];
  const answer = await askedOfDuckDb(`SELECT count(*) FROM ${filesText([file])}`, (line) => said.push(line));
  return { answer, said };
}

test('a name that reads as a pattern is that of one file', async () => {
  await fileNamed('c1/ab.parquet', 3);
  for (const name of ['c[1]/ab.parquet', 'c1/a?.parquet', '*/ab.parquet'])
    assert.deepEqual(
      await countIn(await fileNamed(name, 2)),
      { answer: { length: 1, columns: [[2n]] }, said: [] },
      name,
    );
});

test('that DuckDB has no answer is told', async () => {
  const { answer, said } = await countIn(await fileNamed('\xff.parquet', 1));
  assert.equal(answer, undefined);
  assert.match(said.join('\n'), /^DuckDB gave no answer \(IO Error: .*\): the files are read without it/);
  assert.equal(said.length, 1);
});
