import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTable, schemaText } from '../../../src/store/clickhouse/schema.js';
import { COLUMN_NAMES } from '../../../src/store/row.js';

test('columns say what they are packed with where the server knows that', () => {
  const old = createTable('d.t', '18.16.1');
  assert.ok(!old.includes('CODEC'));
  for (const version of ['20.1.2.4', '26.7.2.1\n']) {
    const made = createTable('d.t', version);
    assert.equal(made.match(/ CODEC\([A-Z][^()]*\(\d\)\)/g)?.length, COLUMN_NAMES.length);
    assert.match(made, /`raw` String CODEC\(ZSTD\(3\)\)/);
    assert.equal(made.replaceAll(/ CODEC\(.*\)(?=,?$)/gm, ''), old);
  }
});

test('an administrator gets the statements for newer servers, and is told about older ones', () => {
  const text = schemaText('audit', 'events');
  assert.match(text, /^CREATE TABLE IF NOT EXISTS `audit`\.`events` \(\n {2}`schema` Int32 CODEC/m);
  assert.match(text, /^-- CREATE TABLE IF NOT EXISTS `audit`\.`events_local`/m);
  assert.match(text, /^-- Servers older than version 20: without CODEC/m);
});
