/** Rules exchanged on a kernel with a memory, and what a killed run leaves. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, beforeEach, test } from 'node:test';
import type { Platform } from '../../../src/control/platform.js';
import { processStart } from '../../../src/control/proc-file.js';
import { hasNote } from '../../../src/control/reload/note.js';
import { recover } from '../../../src/control/reload/recover.js';
import { Stage } from '../../../src/control/reload/stage.js';
import { AuditClient } from '../../../src/netlink/client.js';
import { EEXIST, ENOENT, KernelError } from '../../../src/netlink/kernel-error.js';
import { encodeRule } from '../../../src/rules/encode.js';
import { parseRule } from '../../../src/rules/parse.js';
import type { RuleChange } from '../../../src/rules/rule.js';
import { AUDIT_ADD_RULE, AUDIT_DEL_RULE } from '../../../src/tables/generated/netlink-message.js';
import { fakePlatform } from '../../cli/auditctl/run.js';
import { type FakeKernel, kernelWithMemory } from '../../netlink/fake-kernel.js';
import { testContext } from '../../rules/context.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-'));
const switchFile = path.join(folder, 'rcu_expedited');
after(() => rmSync(folder, { recursive: true }));
beforeEach(() => writeFileSync(switchFile, '0\n'));

const change = (text: string): RuleChange => parseRule(text.split(' '), testContext());
const bytes = (text: string): Buffer => encodeRule(change(text).rule);
const watch = (name: string): string => `-a always,exit -F arch=b64 -S open -F path=/${name}`;

function machine(...rules: readonly string[]): { kernel: FakeKernel; client: AuditClient; platform: Platform } {
  const kernel = kernelWithMemory(rules.map(bytes), (texts) => texts.startsWith('/missing'));
  const platform = fakePlatform(kernel, { stateFolder: path.join(folder, 'state'), switchFolder: folder });
  return { kernel, client: new AuditClient(kernel), platform };
}

const changes = ({ sent }: FakeKernel): number =>
  sent.filter(([type]) => type === AUDIT_ADD_RULE || type === AUDIT_DEL_RULE).length;

function exchange(stage: Stage, ...rules: readonly string[]): void {
  for (const rule of stage.rules()) stage.delete(rule);
  for (const rule of rules) stage.change(change(rule));
}

test('the rules become the new ones in their order; a note is there meanwhile and the switch is put back', () => {
  const { kernel, client, platform } = machine(watch('a'), watch('b'), watch('c'), watch('d'), watch('e'));
  let noted = 0;
  const send = kernel.send.bind(kernel);
  kernel.send = (datagram) => {
    const isChange = [AUDIT_ADD_RULE, AUDIT_DEL_RULE].includes(datagram.readUInt16LE(4));
    if (isChange && hasNote(platform)) noted++;
    send(datagram);
  };
  const stage = new Stage(client, platform);
  exchange(stage, watch('c'), watch('x'), watch('a'));
  const { added, deleted, kept, moved } = stage.finish();
  assert.deepEqual([added, deleted, kept + moved], [1, 3, 2]);
  assert.deepEqual(kernel.rules, [watch('c'), watch('x'), watch('a')].map(bytes));
  assert.equal(noted, changes(kernel));
  assert.ok(!existsSync(platform.stateFolder));
  assert.equal(readFileSync(switchFile, 'utf8').trim(), '0');
});

test('an identical set costs two lists and no change', () => {
  const rules = [watch('a'), watch('b')];
  const { kernel, client, platform } = machine(...rules);
  const stage = new Stage(client, platform);
  exchange(stage, ...rules);
  stage.finish();
  assert.equal(changes(kernel), 0);
  assert.equal(kernel.sent.length, 2);
});

test('refusals are those of the kernel, and undoing leaves what was there', () => {
  const { kernel, client, platform } = machine(watch('a'), watch('b'));
  const before = [...kernel.rules];
  const stage = new Stage(client, platform);
  exchange(stage, watch('new'), watch('b'));
  const refused = (text: string): unknown => {
    try {
      stage.change(change(text));
      return undefined;
    } catch (error) {
      return error instanceof KernelError ? error.errno : error;
    }
  };
  assert.equal(refused(watch('b')), EEXIST);
  assert.equal(refused(watch('missing')), ENOENT);
  assert.equal(refused(watch('a').replace('-a', '-d')), ENOENT);
  assert.equal(kernel.rules.length, 3, 'the former rules are still there');
  stage.undo();
  assert.deepEqual(kernel.rules, before);
});

test('a run cut off anywhere leaves old and new, and the next one finishes or undoes it', () => {
  for (let moment = 1; moment < 40; moment++) {
    const { kernel, client, platform } = machine(watch('a'), watch('b'), watch('c'), watch('d'));
    const before = [...kernel.rules];
    const target = [watch('d'), watch('x'), watch('a')].map(bytes);
    const send = kernel.send.bind(kernel);
    let count = 0;
    kernel.send = (datagram) => {
      if (++count === moment) throw new Error('killed');
      send(datagram);
    };
    const note = path.join(platform.stateFolder, 'change.json');
    let left = '';
    try {
      const stage = new Stage(client, platform);
      exchange(stage, watch('d'), watch('x'), watch('a'));
      stage.finish();
    } catch {
      if (existsSync(note)) left = readFileSync(note, 'utf8');
    }
    kernel.send = send;
    const has = (rule: string): boolean =>
      kernel.rules.some((known) => known.equals(bytes(rule))) || hasShadow(kernel, rule);
    assert.ok(has(watch('a')) && has(watch('d')), `moment ${moment}`);
    if (left === '') continue;
    // The process of the note is this one: it is made somebody who is no more.
    writeFileSync(note, JSON.stringify({ ...JSON.parse(left), start: 1 }));
    assert.match(recover(client, platform) ?? '', /was cut off/);
    const isTarget = kernel.rules.length === target.length;
    assert.deepEqual(kernel.rules, isTarget ? target : before, `moment ${moment}`);
    assert.ok(!existsSync(platform.stateFolder));
    assert.equal(recover(client, platform), undefined);
  }
});

test('what a run killed before its note was there left is taken away, not what a living one writes', () => {
  const { client, platform } = machine();
  mkdirSync(platform.stateFolder, { mode: 0o700 });
  assert.equal(recover(client, platform), undefined);
  assert.ok(!existsSync(platform.stateFolder), 'an empty folder');
  mkdirSync(platform.stateFolder, { mode: 0o700 });
  const draft = (start: number | undefined): string =>
    path.join(platform.stateFolder, `change.json.${process.pid}.${start}`);
  const own = draft(processStart(process.pid));
  for (const name of [own, draft(1)]) writeFileSync(name, '{', { mode: 0o600 });
  assert.equal(recover(client, platform), undefined);
  assert.deepEqual(readdirSync(platform.stateFolder), [path.basename(own)]);
  rmSync(own);
  assert.equal(recover(client, platform), undefined);
  assert.ok(!existsSync(platform.stateFolder));
});

/** The rule under another mask, in the bit of a number that is no system call. */
function hasShadow(kernel: FakeKernel, rule: string): boolean {
  const text = bytes(rule).toString('latin1', 1040);
  return kernel.rules.some((known) => known.toString('latin1', 1040) === text);
}
