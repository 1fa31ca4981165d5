/** Where the password for a server comes from. */
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { serverAddress } from '../../../src/store/clickhouse/address.js';

const home = mkdtempSync(path.join(tmpdir(), 'ts-audit-netrc-'));
after(() => rmSync(home, { recursive: true }));
const netrc = path.join(home, '.netrc');

function passwordOf(where: string, env: Readonly<Record<string, string>> = {}): string {
  return serverAddress(where, { env: { HOME: home, ...env }, allowsInsecure: false, note: () => {} }).password;
}

test('~/.netrc: by host, and by user where it names one', () => {
  assert.equal(passwordOf('clickhouses://ship@db1/audit'), '');
  writeFileSync(
    netrc,
    'machine db0 login ship password zero\nmachine db1\n  login other password two\nmachine db1 login ship password three\nmachine db2 password four\n',
    { mode: 0o600 },
  );
  assert.equal(passwordOf('clickhouses://ship@db1/audit'), 'three');
  assert.equal(passwordOf('clickhouses://other@db1/audit'), 'two');
  assert.equal(passwordOf('clickhouses://who@db1/audit'), '');
  assert.equal(passwordOf('clickhouses://who@db2/audit'), 'four');
  assert.equal(passwordOf('clickhouses://ship@db3/audit'), '');
});

test('a file that others may read is refused, one with a password of its own goes first', () => {
  chmodSync(netrc, 0o644);
  assert.throws(() => passwordOf('clickhouses://ship@db1/audit'), /\.netrc: others may read the password in it/);
  const file = path.join(home, 'password');
  writeFileSync(file, 'from a file\n', { mode: 0o600 });
  assert.equal(passwordOf('clickhouses://ship@db1/audit', { TS_AUDIT_PASSWORD_FILE: file }), 'from a file');
  const both = { TS_AUDIT_PASSWORD_FILE: file, TS_AUDIT_PASSWORD: 'from here' };
  assert.equal(passwordOf('clickhouses://ship@db1/audit', both), 'from here');
});
