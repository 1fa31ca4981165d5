/** Small files that are put together: what is read stays the same, while it happens and wherever it is ended. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, copyFileSync, cpSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { main as search } from '../../../src/cli/ausearch/main.js';
import { openStores, storeSources } from '../../../src/store/open.js';
import { compactLake } from '../../../src/store/parquet/compact.js';
import { ParquetFile } from '../../../src/store/parquet/file.js';
import { parquetFilesAt } from '../../../src/store/parquet/find.js';
import { currentFiles } from '../../../src/store/parquet/names.js';
import { parquetSink } from '../../../src/store/parquet/sink.js';
import { blankRow } from '../../../src/store/row.js';
import { RowBlock } from '../../../src/store/row-block.js';
import { StreamMoved } from '../../../src/store/store.js';
import { runMain } from '../../support/run-main.js';
import { programsMissing } from '../../support/run-program.js';
import { bytesOf, quietFile, shipped, storeFolder } from '../../support/shipped.js';

const root = path.resolve(import.meta.dirname, '../../..');
const folder = storeFolder();
after(() => rmSync(folder, { recursive: true }));
const fixture = readFileSync(path.join(root, 'fixtures/logs/files.log'));

async function logIn(lake: string): Promise<Buffer> {
  const stores = await openStores({ files: parquetFilesAt(lake) ?? [], servers: [] }, assert.fail);
  return bytesOf(storeSources(stores, {}));
}

const filesIn = (lake: string): readonly string[] => parquetFilesAt(lake) ?? [];
const ship = (lake: string, log: string): ReturnType<typeof runMain> =>
  runMain(search, ['--ship', lake, '--as', 'h', '-if', log, '--batch', '5']);

test('the log is the same, and shipping goes on behind it', async () => {
  const log = quietFile(path.join(folder, 'grows.log'), fixture);
  const lake = await shipped(folder, log, '--batch', '3', '--as', 'h');
  const before = filesIn(lake).length;
  const { status, stderr } = await runMain(search, ['--ship', lake, '--compact', '--stats']);
  assert.equal(status, 0, stderr);
  const days = readdirSync(lake).length;
  assert.equal(filesIn(lake).length, days);
  assert.match(stderr, new RegExp(`^${before} files of \\S+ put together into ${days}\\n$`));
  assert.ok((await logIn(lake)).equals(fixture));
  appendFileSync(log, 'type=USER msg=audit(1900000000.000:1): pid=1\n');
  utimesSync(log, 1, 1);
  assert.equal((await ship(lake, log)).status, 0);
  assert.ok((await logIn(lake)).equals(readFileSync(log)));
  await compactLake(lake);
  assert.ok((await logIn(lake)).equals(readFileSync(log)));
  assert.equal((await compactLake(lake)).to, 0, 'there is nothing left to do');
});

test('who has found the small files before goes on in the large one', async () => {
  const lake = await shipped(folder, quietFile(path.join(folder, 'read.log'), fixture), '--batch', '4');
  const names = filesIn(lake);
  const opened = await Promise.all(names.map((name) => ParquetFile.open(name)));
  const read = async (): Promise<unknown> =>
    Promise.all(opened.map(async (file) => file.column('raw', file.groups[0] ?? { from: 0, to: 0 })));
  const before = await read();
  const stores = await openStores({ files: names, servers: [] }, assert.fail);
  await compactLake(lake);
  assert.deepEqual(await read(), before);
  assert.ok((await bytesOf(storeSources(stores, {}))).equals(fixture), 'a search that was begun before');
  const late = await openStores({ files: names, servers: [] }, assert.fail);
  assert.ok((await bytesOf(storeSources(late, {}))).equals(fixture), 'one that knew the names only');
});

test('what a run that was ended has left is not read twice, and goes with the next one', async () => {
  const lake = await shipped(folder, quietFile(path.join(folder, 'ended.log'), fixture), '--batch', '4');
  const small = filesIn(lake);
  const aside = path.join(folder, 'aside');
  cpSync(lake, aside, { recursive: true });
  await compactLake(lake);
  const joined = filesIn(lake).length;
  for (const kept of small.slice(1)) {
    copyFileSync(path.join(aside, path.relative(lake, kept)), kept);
    assert.ok((await logIn(lake)).equals(fixture));
  }
  await compactLake(lake);
  assert.equal(filesIn(lake).length, joined);
});

test('rows of a shipper who was too late for a file that is gone are refused', async () => {
  const lake = await shipped(folder, quietFile(path.join(folder, 'late.log'), fixture), '--batch', '4', '--as', 'h');
  const small = filesIn(lake);
  await compactLake(lake);
  const left = filesIn(lake);
  const gone = small.findLast((name) => !left.includes(name)) ?? '';
  const [, day = ''] = /date=([\d-]+)/.exec(gone) ?? [];
  const ord = Number(path.basename(gone, '.parquet'));
  const row = { ...blankRow(), stream: 'h', ord, ksec: Date.parse(`${day}T12:00:00Z`) / 1000 };
  await assert.rejects(parquetSink(lake).insert(RowBlock.of([row])), StreamMoved);
  assert.deepEqual(filesIn(lake), left);
});

test('killed at any moment, again and again', { skip: programsMissing }, async () => {
  const lake = await shipped(folder, quietFile(path.join(folder, 'killed.log'), fixture), '--batch', '1');
  const kills = Number(process.env.TS_AUDIT_KILLS ?? 6);
  for (let i = 0; i < kills; i++) {
    const words = [path.join(root, 'bin/ts-ausearch'), '--ship', lake, '--compact'];
    const child = spawn(process.execPath, words, { stdio: 'ignore' });
    await wait(60 + Math.random() * 300);
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    assert.ok((await logIn(lake)).equals(fixture));
  }
  await compactLake(lake);
  assert.deepEqual(currentFiles(filesIn(lake)), filesIn(lake));
  assert.ok((await logIn(lake)).equals(fixture));
});

test('what is no such folder, and what ships', async () => {
  for (const words of [
    ['--ship', path.join(folder, 'nowhere'), '--compact'],
    ['--ship', 'clickhouse://localhost/audit', '--compact'],
    ['--ship', folder, '--compact', '-if', '/dev/null'],
    ['--compact'],
  ]) {
    const { status, stderr } = await runMain(search, words);
    assert.equal(status, 1);
    assert.match(stderr, /^[^\n]+\n$/);
  }
});
