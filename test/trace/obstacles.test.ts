import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AuditError } from '../../src/errors.js';
import { AuditClient } from '../../src/netlink/client.js';
import { encodeRule } from '../../src/rules/encode.js';
import { parseRule } from '../../src/rules/parse.js';
import { machineByName } from '../../src/tables/syscalls.js';
import { checkAccess, checkObstacles } from '../../src/trace/obstacles.js';
import { FakeKernel } from '../netlink/fake-kernel.js';
import { FakeAudit } from './fake-audit.js';

const machine = machineByName('x86_64');
const context = {
  machine,
  userId: () => undefined,
  groupId: () => undefined,
  isDirectory: () => false,
  abilities: () => 0x7f,
  warn: () => {},
};
const uid = process.getuid?.() ?? 0;

function check(...rules: readonly string[]): readonly string[] {
  const audit = new FakeAudit();
  audit.rules = rules.map((text) => encodeRule(parseRule(text.split(' '), context).rule));
  return checkObstacles(checkAccess(new AuditClient(audit)), machine);
}

test('ordinary rules are no obstacle', () => {
  assert.deepEqual(check('-a always,exit -S all', '-a never,exit -S all', '-a always,task -F uid=0'), []);
});

test('a task rule that hides the program is refused, with its text', () => {
  assert.throws(() => check('-a never,task'), /never,task.*nothing would be recorded/);
  assert.throws(() => check(`-a never,task -F uid=${uid}`), AuditError);
  assert.throws(() => check(`-a never,task -F uid!=${uid + 1} -k x`), AuditError);
});

test('a task rule counts only if it comes first, and matches', () => {
  assert.deepEqual(check('-a always,task', '-a never,task'), []);
  assert.equal(check(`-a never,task -F uid=${uid + 1}`).length, 1);
  assert.equal(check('-a never,task -F auid>=1000').length, 1, 'it might match');
});

test('exclude rules are told', () => {
  const [warning = ''] = check('-a always,exclude -F msgtype=PATH');
  assert.match(warning, /msgtype=PATH.*keeps records out/);
});

test('a locked configuration and kernels that refuse', () => {
  const audit = new FakeAudit();
  audit.enabled = 2;
  assert.throws(() => checkAccess(new AuditClient(audit)), /locked/);
  const refusing = (code: number): AuditClient => new AuditClient(new FakeKernel({ codes: new Map([[1013, -code]]) }));
  assert.throws(() => checkAccess(refusing(111)), { message: 'The audit system is disabled' });
  assert.throws(() => checkAccess(refusing(1)), {
    message: "Error sending rule list data request (Operation not permitted)\nError - can't get rule count.",
  });
});
