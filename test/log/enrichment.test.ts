import assert from 'node:assert';
import { test } from 'node:test';
import { enrichedName, parseEnrichment } from '../../src/log/enrichment.js';
import { AuditRecord } from '../../src/log/record.js';

test('the list behind a record', () => {
  assert.deepStrictEqual(
    [...parseEnrichment('UID="a b" x UID=2 OUID=')!],
    [
      ['uid', '"a'],
      ['ouid', ''],
    ],
  );
  assert.strictEqual(parseEnrichment('nothing here'), undefined);
  assert.strictEqual(parseEnrichment('SADDR=none'), undefined);
  assert.strictEqual(parseEnrichment('SADDR={ saddr_fam=inet } x')!.get('saddr'), '{ saddr_fam=inet } x');
});

test('enriched names are decoded', () => {
  const record = AuditRecord.fromLine(
    1300,
    'type=SYSCALL uid=5 gid=6\x1dUID=616263 GID=unknown-group(6) AUID="alice" EUID="" OUID="al',
  );
  assert.strictEqual(enrichedName(record, 'uid'), 'abc');
  assert.strictEqual(enrichedName(record, 'auid'), 'alice');
  for (const none of ['gid', 'euid', 'ouid']) assert.strictEqual(enrichedName(record, none), undefined);
});
