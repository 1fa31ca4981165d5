/** ts-auditctl on the real kernel, next to the original where that is installed. Only with TS_AUDIT_LIVE=1 and root. */
import assert from 'node:assert';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { systemPlatform } from '../../src/control/platform.js';
import { splitWords } from '../../src/rules/file.js';
import { type Run, runAuditctl } from '../cli/auditctl/run.js';
import { liveSkip, REFERENCE, reference, saveKernelState } from './kernel-state.js';

const ruleFiles = path.resolve(import.meta.dirname, '../../../shared/conformance/rules');
const skip = liveSkip();

describe('ts-auditctl on this kernel', { skip }, () => {
  let restore = (): void => {};
  let folder = '';
  before(() => {
    restore = saveKernelState();
    folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-'));
  });
  afterEach(() => restore());
  after(() => {
    restore();
    rmSync(folder, { recursive: true });
  });

  const ours = (...words: readonly string[]): Promise<Run> => runAuditctl(words, systemPlatform());
  const list = async (): Promise<string> => (await ours('-l')).stdout;
  /** Ignores what this machine lacks (paths, users) and never locks it. */
  const prepared = (content: string): string => {
    const file = path.join(folder, 'test.rules');
    writeFileSync(file, `-D\n-i\n${content.replace(/^-e\s*2.*$/gm, '')}`, 'latin1');
    chmodSync(file, 0o600);
    return file;
  };

  for (const name of existsSync(ruleFiles) && existsSync(REFERENCE) ? readdirSync(ruleFiles) : []) {
    test(`${name}: loaded by either, listed by either, all lists are equal, and every rule can be deleted`, async () => {
      const file = prepared(readFileSync(path.join(ruleFiles, name), 'latin1'));
      const theirs = reference('-R', file);
      const expected = reference('-l').stdout;
      assert.strictEqual(await list(), expected);
      await ours('-D');
      assert.strictEqual((await ours('-R', file)).exit, theirs.status);
      assert.strictEqual(reference('-l').stdout, expected);
      assert.strictEqual(await list(), expected);
      assert.strictEqual((await ours('-l', '-i')).stdout, reference('-l', '-i').stdout);
      for (const line of expected.split('\n').filter((text) => /^-[aw] /.test(text))) {
        // Blanks in a name are listed bare: such a line cannot be read again.
        if (!line.includes('folder with space')) assert.strictEqual((await ours(...deletionOf(line))).exit, 0, line);
      }
      if (!expected.includes('folder with space')) assert.strictEqual(await list(), 'No rules\n');
    });
  }

  test('rules that are sent while the next lines are read: refused, wrong and right ones as the original takes them', {
    skip: !existsSync(REFERENCE),
  }, async () => {
    const lines = Array.from(
      { length: 300 },
      (_, i) => `-a always,exit -F path=/etc/ts-audit-${i} -F perm=wa -F key=k${i}`,
    );
    const wrong = [lines[7], '-w /no/such/folder/x', '-a always,exit -S nosuch', '-w /etc/x -pq', '-F uid=0', '-b 99'];
    for (const first of ['', '-i', '-c'])
      for (const place of [0, 63, 64, 65, 200, 300]) {
        const file = path.join(folder, 'wrong.rules');
        const text = [first, ...lines.slice(0, place), ...wrong, lines[3], ...lines.slice(place)].join('\n');
        writeFileSync(file, text, { mode: 0o600 });
        await ours('-D');
        const theirs = reference('-R', file);
        const expected = reference('-l').stdout;
        await ours('-D');
        const { exit } = await ours('-R', file);
        assert.strictEqual(exit, theirs.status, `${first} ${place}`);
        assert.strictEqual(await list(), expected, `${first} ${place}`);
      }
  });

  test('an unknown system call in the middle of an atomic load leaves the old rules', async () => {
    await ours('-D');
    await ours('-w', '/etc/passwd', '-k', 'ts-audit-old');
    const old = await list();
    const rule = (call: string): string => `-a always,exit -F arch=b64 -S ${call} -F uid=4711 -k ts-audit\n`;
    for (const middle of [rule('nosuch'), '-w /no/such/folder/x\n', rule('open')]) {
      const { exit, stdout } = await ours('-R', prepared(rule('open') + middle + rule('close')), '--atomic');
      assert.match(stdout, /0 of 3 rules loaded\n$/);
      assert.strictEqual(exit, 1);
      assert.strictEqual(await list(), old);
    }
    const { exit, stdout } = await ours('-R', prepared(rule('open') + rule('2047') + rule('all')), '--atomic');
    assert.match(stdout, /3 of 3 rules loaded\n$/);
    assert.strictEqual(exit, 0);
  });

  test('settings are set and read back', async () => {
    const { stdout } = await ours('-b', '4711', '-r', '815', '-f', '0', '--backlog_wait_time', '1234');
    for (const line of ['backlog_limit 4711', 'rate_limit 815', 'failure 0', 'backlog_wait_time 1234']) {
      assert.ok(stdout.includes(`${line}\n`), line);
    }
    const { stdout: status } = await ours('-s');
    assert.ok(status.startsWith(stdout));
    if (existsSync(REFERENCE)) assert.strictEqual(status, reference('-s').stdout);
  });

  test('messages, equivalent directories and trimming are taken', async () => {
    assert.strictEqual((await ours('-m', 'ts-audit says grüße')).exit, 0);
    assert.strictEqual((await ours('-t')).exit, 0);
    assert.strictEqual((await ours('-q', '/etc,/no/such/folder')).exit, 255);
  });
});

/** The words that delete a listed rule. */
function deletionOf(line: string): readonly string[] {
  // A directory that was written with a slash is listed as a watch, but -W would drop the slash.
  const slashed = /^-w (.*\/) -p (\w+)(?: -k (.*))?$/.exec(line);
  const key = slashed?.[3] === undefined ? '' : ` -k ${slashed[3]}`;
  const text = slashed
    ? `-d always,exit -F dir=${slashed[1]} -F perm=${slashed[2]}${key}`
    : line.replace(/^-a /, '-d ').replace(/^-w /, '-W ');
  return splitWords(text).map((word) => word.text);
}
