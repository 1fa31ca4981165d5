import assert from 'node:assert';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { systemAccounts } from '../../src/accounts/accounts.js';
import { hasOtherSources } from '../../src/accounts/name-service.js';

test('accounts come from the files, first match first', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'accounts-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string): string => {
    writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  const accounts = systemAccounts({
    passwd: file('passwd', '# c\n+x:x:1:\nroot:x:0:0:r:/:/bin/sh\na:x:5:5::/:\nb:x:5:6::/:\nbad:x:y:1::/:\n'),
    group: file('group', `g:x:7:${'member,'.repeat(400)}\n`),
    nsswitch: file('nsswitch', 'passwd: files systemd\n'),
  });
  assert.strictEqual(accounts.userName(5), 'a');
  assert.strictEqual(accounts.userId('b'), 5);
  assert.strictEqual(accounts.userName(1), undefined);
  assert.strictEqual(accounts.userId('bad'), undefined);
  assert.strictEqual(accounts.groupName(7), 'g');
});

test('other sources are asked only where nsswitch.conf names them', () => {
  assert.ok(!hasOtherSources('passwd', ['passwd: files systemd # sss', 'group: sss']));
  assert.ok(hasOtherSources('group', ['group: files [SUCCESS=merge] sss']));
});
