import assert from 'node:assert/strict';
import { test } from 'node:test';
import { processStart } from '../../src/control/proc-file.js';
import { AuditClient } from '../../src/netlink/client.js';
import { encodeRule } from '../../src/rules/encode.js';
import { machineByName } from '../../src/tables/syscalls.js';
import { keyText, ownKey } from '../../src/trace/key.js';
import { markerRule, planRules } from '../../src/trace/plan.js';
import { Presence, removeLeftovers } from '../../src/trace/presence.js';
import { FakeAudit } from './fake-audit.js';

const machine = machineByName('x86_64');
const foreign = encodeRule(markerRule('somebody'));

function start(audit: FakeAudit): Presence {
  const presence = new Presence(new AuditClient(audit));
  presence.enable();
  presence.add(planRules({ scope: { kind: 'session', session: 7 }, key: presence.key, reduced: false, machine }));
  return presence;
}

test('a run leaves rules and status as they were', () => {
  const audit = new FakeAudit();
  audit.rules = [foreign];
  const presence = start(audit);
  assert.equal(audit.enabled, 1);
  assert.equal(audit.rules.length, 4);
  assert.ok(presence.isWhole());
  presence.remove();
  assert.deepEqual(audit.rules, [foreign]);
  assert.equal(audit.enabled, 0);
});

test('auditing that was on stays on, and needs no marker', () => {
  const audit = new FakeAudit();
  audit.enabled = 1;
  const presence = start(audit);
  assert.equal(audit.rules.length, 2);
  presence.remove();
  assert.equal(audit.enabled, 1);
});

test('auditing stays on while another run, or a new daemon, needs it', () => {
  const audit = new FakeAudit();
  const presence = start(audit);
  const other = encodeRule(
    markerRule(keyText({ pid: process.ppid, start: processStart(process.ppid)!, wasOff: true })),
  );
  audit.rules.push(other);
  presence.remove();
  assert.deepEqual([audit.enabled, audit.rules], [1, [other]]);

  const second = start(audit);
  assert.match(second.key, /-off$/, 'the last of the runs has to switch off');
  audit.rules = audit.rules.filter((rule) => !rule.equals(other));
  second.remove();
  assert.equal(audit.enabled, 0);

  const third = start(audit);
  audit.pid = process.pid;
  third.remove();
  assert.equal(audit.enabled, 1);
});

test('what a killed run left is removed, and nothing else', () => {
  const audit = new FakeAudit();
  audit.enabled = 1;
  const dead = keyText({ ...ownKey(true), start: 1 }); // the process id is in use again, by a process that began later
  const living = encodeRule(markerRule(keyText(ownKey(false))));
  audit.rules = [foreign, encodeRule(markerRule(dead)), living];
  assert.equal(removeLeftovers(new AuditClient(audit)), 1);
  assert.deepEqual(audit.rules, [foreign, living]);
  assert.equal(audit.enabled, 1, 'another run is going on');
  audit.rules = [encodeRule(markerRule(dead))];
  assert.equal(removeLeftovers(new AuditClient(audit)), 1);
  assert.equal(audit.enabled, 0);
  assert.equal(removeLeftovers(new AuditClient(audit)), 0);
});

test('somebody who removes rules or switches auditing off is noticed', () => {
  const audit = new FakeAudit();
  const presence = start(audit);
  audit.rules.shift();
  assert.ok(!presence.isWhole());
  presence.remove();
  const second = start(audit);
  audit.enabled = 0;
  assert.ok(!second.isWhole());
});
