import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { processStart } from '../../src/control/proc-file.js';
import { AuditClient } from '../../src/netlink/client.js';
import { decodeRule } from '../../src/rules/decode.js';
import { encodeRule } from '../../src/rules/encode.js';
import { machineByName } from '../../src/tables/syscalls.js';
import { keyText, ownKey } from '../../src/trace/key.js';
import { markerRule, planRules } from '../../src/trace/plan.js';
import { Presence, removeLeftovers } from '../../src/trace/presence.js';
import { FakeAudit } from './fake-audit.js';

const switches = mkdtempSync(path.join(tmpdir(), 'ts-audit-switches-'));
const haste = path.join(switches, 'rcu_expedited');
writeFileSync(haste, '0');
const NO_SWITCH = '/nonexistent';
after(() => rmSync(switches, { recursive: true }));

const changed = { wasOff: true, backlog: 64 };
const machine = machineByName('x86_64');
const foreign = encodeRule(markerRule('somebody'));

const stateOf = (audit: FakeAudit) => new AuditClient(audit).snapshot();
const planned = planRules({ scope: { kind: 'session', session: 7 }, key: 'k', calls: 'all', paths: [], machine });
/** One less where io_uring is switched off. */
const OWN = planned.length;

function start(audit: FakeAudit, switchFolder = NO_SWITCH): Presence {
  const client = new AuditClient(audit);
  const presence = new Presence(client, client.snapshot(), switchFolder);
  presence.enable();
  presence.add(
    planRules({ scope: { kind: 'session', session: 7 }, key: presence.key, calls: 'all', paths: [], machine }),
  );
  presence.dropMarker();
  return presence;
}

test('a run leaves rules and status as they were', () => {
  const audit = new FakeAudit();
  audit.rules = [foreign];
  const presence = start(audit);
  assert.equal(audit.enabled, 1);
  assert.equal(audit.rules.length, 1 + OWN);
  assert.ok(presence.isWhole(stateOf(audit)));
  presence.remove();
  assert.deepEqual(audit.rules, [foreign]);
  assert.equal(audit.enabled, 0);
});

test('auditing that was on stays on, and needs no marker', () => {
  const audit = new FakeAudit();
  audit.enabled = 1;
  audit.backlogLimit = 8192;
  const presence = start(audit);
  assert.equal(audit.rules.length, OWN);
  presence.remove();
  assert.equal(audit.enabled, 1);
});

test('the backlog gets room, unless it has enough, or somebody sets its limit meanwhile', () => {
  for (const [before, during, chosen, after] of [
    [64, 8192, undefined, 64],
    [320, 8192, undefined, 320],
    [0, 0, undefined, 0],
    [16_384, 16_384, undefined, 16_384],
    [64, 8192, 100, 100],
  ] as const) {
    const audit = new FakeAudit();
    audit.backlogLimit = before;
    const presence = start(audit);
    assert.equal(audit.backlogLimit, during);
    if (chosen !== undefined) audit.backlogLimit = chosen;
    presence.remove();
    assert.equal(audit.backlogLimit, after);
  }
  const audit = new FakeAudit();
  const first = start(audit);
  const [other] = [
    encodeRule(
      markerRule(keyText({ pid: process.ppid, start: processStart(process.ppid)!, ...changed, inHaste: false })),
    ),
  ];
  audit.rules.push(other!);
  first.remove();
  assert.equal(audit.backlogLimit, 8192, 'another run needs it');
  const second = start(audit);
  audit.rules = audit.rules.filter((rule) => !rule.equals(other!));
  second.remove();
  assert.equal(audit.backlogLimit, 64);
});

test('auditing stays on while another run, or a new daemon, needs it', () => {
  const audit = new FakeAudit();
  const presence = start(audit);
  const other = encodeRule(
    markerRule(
      keyText({ pid: process.ppid, start: processStart(process.ppid)!, wasOff: true, backlog: 64, inHaste: false }),
    ),
  );
  audit.rules.push(other);
  presence.remove();
  assert.deepEqual([audit.enabled, audit.rules], [1, [other]]);

  const second = start(audit);
  assert.match(second.key, /-off-b64$/, 'the last of the runs has to put back');
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
  const dead = keyText({ ...ownKey(changed), start: 1 }); // the process id is in use again, by a process that began later
  const living = encodeRule(markerRule(keyText(ownKey({ wasOff: false, backlog: undefined }))));
  audit.rules = [foreign, encodeRule(markerRule(dead)), living];
  assert.equal(removeLeftovers(new AuditClient(audit), switches), 1);
  assert.deepEqual(audit.rules, [foreign, living]);
  assert.equal(audit.enabled, 1, 'another run is going on');
  audit.rules = [encodeRule(markerRule(dead))];
  assert.equal(removeLeftovers(new AuditClient(audit), switches), 1);
  assert.equal(audit.enabled, 0);
  assert.equal(removeLeftovers(new AuditClient(audit), switches), 0);
});

test('somebody who removes rules or switches auditing off is noticed', () => {
  const audit = new FakeAudit();
  const presence = start(audit);
  audit.rules.shift();
  assert.ok(!presence.isWhole(stateOf(audit)));
  presence.remove();
  const second = start(audit);
  audit.enabled = 0;
  assert.ok(!second.isWhole(stateOf(audit)));
});

for (const switchFolder of [switches, NO_SWITCH]) {
  const how = switchFolder === switches ? 'in haste' : 'without haste';
  test(`whenever a run is killed, the next one puts back what it changed (${how})`, () => {
    const states = new Set<string>();
    for (let moment = 0; ; moment++) {
      const audit = new FakeAudit();
      audit.rules = [foreign];
      let atDeath = '0';
      audit.dieAfter(moment, () => {
        atDeath = readFileSync(haste, 'latin1');
      });
      let isKilled = true;
      try {
        start(audit, switchFolder).remove();
        isKilled = false;
      } catch (error) {
        assert.match(String(error), /killed/);
      }
      writeFileSync(haste, atDeath);
      states.add(atDeath);
      audit.dieAfter(Number.POSITIVE_INFINITY);
      makeOwnersDead(audit);
      removeLeftovers(new AuditClient(audit), switches);
      assert.deepEqual(
        [audit.enabled, audit.backlogLimit, readFileSync(haste, 'latin1'), audit.rules],
        [0, 64, '0', [foreign]],
        `killed at request ${moment}`,
      );
      if (!isKilled) break;
    }
    assert.equal(states.has('1'), switchFolder === switches);
  });
}

test('the switch for quick deletions stays as an administrator has set it', () => {
  writeFileSync(haste, '1');
  const audit = new FakeAudit();
  start(audit, switches).remove();
  assert.deepEqual([audit.rules, readFileSync(haste, 'latin1')], [[], '1']);
  writeFileSync(haste, '0');
});

test('a run that finds what a killed one left switches off for it', () => {
  const audit = new FakeAudit();
  audit.enabled = 1;
  audit.rules = [encodeRule(markerRule(keyText({ ...ownKey(changed), start: 1 })))];
  const presence = start(audit);
  assert.match(presence.key, /-off-b64$/);
});

/** Rules of this process become those of an earlier one with the same number. */
function makeOwnersDead(audit: FakeAudit): void {
  const dead = new Map(
    [false, true].map((inHaste) => [
      keyText({ ...ownKey(changed), inHaste }),
      keyText({ ...ownKey(changed), inHaste, start: 1 }),
    ]),
  );
  audit.rules = audit.rules.map((bytes) => {
    const rule = decodeRule(bytes);
    const fields = rule.fields.map((field) =>
      'text' in field ? { ...field, text: dead.get(field.text) ?? field.text } : field,
    );
    return encodeRule({ ...rule, fields });
  });
}
