/** Names of files, and which of them stand for others. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { currentFiles, dayFolder, fileName, namedRows, streamFolder } from '../../../src/store/parquet/names.js';

test('a name says which rows a file has', () => {
  assert.deepEqual(namedRows(`a/${fileName(7)}`), { first: 7, last: undefined });
  assert.deepEqual(namedRows(fileName(7, 12)), { first: 7, last: 12 });
  for (const name of ['7.parquet', 'part-0.parquet', `${fileName(7)}.123.tmp`])
    assert.equal(namedRows(name), undefined, name);
});

test('a file that was made of others stands for them, in its folder', () => {
  const joined = `a/${fileName(0, 89)}`;
  const names = [`a/${fileName(0)}`, joined, `a/${fileName(50)}`, `a/${fileName(90)}`, `b/${fileName(50)}`];
  assert.deepEqual(currentFiles(names), [joined, `a/${fileName(90)}`, `b/${fileName(50)}`]);
});

test('so does one that was made of such files, and of what came behind them', () => {
  const names = [fileName(0, 89), fileName(0, 120), fileName(90), fileName(0, 89)];
  assert.deepEqual(currentFiles(names), [fileName(0, 120)]);
});

test('names of other writers stand for nothing', () => {
  const names = ['0-89.parquet', fileName(0), 'x.parquet'];
  assert.deepEqual(currentFiles(names), names);
});

test('folders of days and streams', () => {
  assert.equal(dayFolder(1_700_000_000), 'date=2023-11-14');
  assert.equal(dayFolder(2 ** 60), 'date=9999-12-31');
  assert.equal(streamFolder('web01:/var/log'), 'stream=web01%3A%2Fvar%2Flog');
  assert.equal(streamFolder('..'), 'stream=%2e%2e');
});
