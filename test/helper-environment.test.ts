/** What root's helpers get of an environment that another user made. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helperEnvironment, pagerEnvironment } from '../src/helper-environment.js';

const SYSTEM_PATH = '/usr/sbin:/usr/bin:/sbin:/bin';

test('root looks for programs in the folders of the system only', () => {
  assert.deepEqual(helperEnvironment({ PATH: '/home/a/bin', LANG: 'C' }, 0), { PATH: SYSTEM_PATH, LANG: 'C' });
  assert.deepEqual(helperEnvironment({ PATH: '/home/a/bin' }, 1000), { PATH: '/home/a/bin' });
});

test('who may run one command as root gets no shell from its pager', () => {
  for (const lender of ['SUDO_UID', 'DOAS_USER', 'PKEXEC_UID'])
    assert.equal(pagerEnvironment({ [lender]: '1000' }, 0).LESSSECURE, '1', lender);
  assert.equal(pagerEnvironment({}, 0).LESSSECURE, undefined);
  assert.equal(pagerEnvironment({ SUDO_UID: '1000' }, 1000).LESSSECURE, undefined);
  assert.deepEqual(pagerEnvironment({ LESS: 'R', PATH: '/x' }, 0), { LESS: 'R', PATH: SYSTEM_PATH });
});
