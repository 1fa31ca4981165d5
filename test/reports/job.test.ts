import assert from 'node:assert/strict';
import { test } from 'node:test';
import { environmentOf } from '../../src/reports/job.js';

test('reports know where the locales are, as searches do', () => {
  const env = { LC_ALL: 'de_DE.UTF-8', LOCPATH: '/locales', LOCALE_ARCHIVE: '/archive', TZ: 'UTC' };
  const { LANG, LC_TIME, TS_AUDIT_ACCOUNTS, ...known } = environmentOf({ ...env, HOME: '/root' });
  assert.deepEqual(known, env);
});
