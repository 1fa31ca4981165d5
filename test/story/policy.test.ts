/** What a policy allows, line by line. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Access, Deed } from '../../src/story/deed.js';
import { parsePolicy } from '../../src/story/policy.js';

function violated(policy: string, deed: Deed): readonly string[] {
  return parsePolicy(policy.split('\n').map((content, i) => ({ content, place: `p:${i + 1}` }))).violated(deed);
}

const file = (access: Access, path: string): Deed => ({ what: 'file', access, path, isFolder: false });
const peer = (address: string, port?: number, family = 'inet', direction: 'to' | 'from' | 'binds' = 'to'): Deed => ({
  ...{ what: 'peer', direction, family, address, port, error: undefined },
});

test('files: a folder stands for all below it, deny wins, an action without a line is not judged', () => {
  const policy = 'allow read /usr /etc/passwd\nallow write /work/*/out /tmp/**.log\ndeny write /work/a/out/.git';
  for (const path of ['/usr', '/usr/lib/x', '/etc/passwd']) assert.deepEqual(violated(policy, file('read', path)), []);
  for (const path of ['/usrx', '/etc/shadow', '/']) assert.deepEqual(violated(policy, file('read', path)), ['read']);
  assert.deepEqual(violated(policy, file('denied', '/etc/shadow')), ['read']);
  for (const path of ['/work/a/out/x', '/tmp/a/b.log']) assert.deepEqual(violated(policy, file('written', path)), []);
  for (const path of ['/work/a/b/out/x', '/work/a/out/.git/HEAD', '/tmp/a.txt']) {
    for (const access of ['created', 'written', 'changed', 'renamed', 'replaced', 'deleted'] as const) {
      assert.deepEqual(violated(policy, file(access, path)), ['write'], `${access} ${path}`);
    }
  }
  assert.deepEqual(violated(policy, file('executed', '/tmp/evil')), []);
  for (const access of ['examined', 'missing'] as const) assert.deepEqual(violated(policy, file(access, '/x')), []);
  assert.deepEqual(violated('deny exec /tmp', file('executed', '/tmp/evil')), ['exec']);
  assert.deepEqual(violated('deny exec /tmp', file('executed', '/usr/bin/ls')), []);
});

test('a name that ends in 0xA0 stays whole', () => {
  const policy = 'allow read /tmp/\xc3\xa0 /srv';
  assert.deepEqual(violated(policy, file('read', '/tmp/\xc3\xa0')), []);
  assert.deepEqual(violated(policy, file('read', '/tmp/\xc3')), ['read']);
});

test('peers: subnets, ports, sockets', () => {
  const policy = 'allow connect 10.0.0.0/8:443 *:53 [2001:db8::/32] 192.168.1.1:8000-8002 /run/nscd @x';
  for (const allowed of [
    peer('10.9.8.7', 443),
    peer('8.8.8.8', 53),
    peer('2001:db8::5', 1, 'inet6'),
    peer('192.168.1.1', 8001),
    peer('/run/nscd/socket', undefined, 'local'),
    peer('@x', undefined, 'local'),
    peer('1.2.3.4', 1, 'inet', 'from'),
    peer('', undefined, 'netlink'),
  ]) {
    assert.deepEqual(violated(policy, allowed), []);
  }
  for (const refused of [
    peer('10.9.8.7', 80),
    peer('11.0.0.1', 443),
    peer('2001:db9::5', 1, 'inet6'),
    peer('@y', undefined, 'local'),
  ]) {
    assert.deepEqual(violated(policy, refused), ['connect']);
  }
  assert.deepEqual(violated('allow listen 127.0.0.1', peer('0.0.0.0', 80, 'inet', 'binds')), ['listen']);
});

test('privileges', () => {
  assert.deepEqual(violated('deny privileges', { what: 'privileges', change: 'uid root → alice' }), ['privileges']);
  assert.deepEqual(violated('allow privileges', { what: 'privileges', change: 'uid root → alice' }), []);
  assert.deepEqual(violated('deny privileges', { what: 'privileges', change: 'login: session 1 → 2' }), []);
});

test('lines that cannot be understood are named', () => {
  for (const [line, message] of [
    ['allow fly /', /p:1: expected "allow" or "deny" and one of read, write/],
    ['permit read /', /p:1: expected/],
    ['allow read', /p:1: read needs a value/],
    ['allow read etc', /p:1: etc is no absolute path/],
    ['allow connect 10.0.0.0/99', /p:1: 10.0.0.0\/99 is no address/],
    ['allow connect example.org:80', /p:1: example.org:80 is no address/],
    ['allow privileges all', /p:1: privileges takes no value/],
  ] as const) {
    assert.throws(() => violated(line, file('read', '/')), { message });
  }
});
