/** The options tables of all tools: help and completion are made of them, so no option can be missing there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suggestion, usageText } from '../../src/cli/auditctl/help.js';
import { additions, allOptions } from '../../src/cli/auditctl/table.js';
import { reportHelp } from '../../src/cli/aureport/help.js';
import { reportOptionTable } from '../../src/cli/aureport/table.js';
import { searchHelp } from '../../src/cli/ausearch/help.js';
import { searchOptions } from '../../src/cli/ausearch/table.js';
import { traceHelp } from '../../src/cli/autrace/help.js';
import { traceOptions } from '../../src/cli/autrace/table.js';
import { bashScript } from '../../src/cli/completion/bash.js';
import type { Option } from '../../src/cli/option.js';

const tools: readonly (readonly [string, readonly Option[], () => Promise<string>])[] = [
  ['ts-ausearch', searchOptions, searchHelp],
  ['ts-aureport', reportOptionTable, reportHelp],
  ['ts-auditctl', allOptions(), async () => usageText()],
  ['ts-autrace', traceOptions, traceHelp],
];

for (const [tool, options, help] of tools) {
  test(`${tool}: every spelling and text is in the help, every spelling in the completion`, async () => {
    const page = Buffer.from(await help(), 'latin1').toString('utf8');
    const script = bashScript(tool, options);
    for (const { spellings, text, section } of options) {
      assert.ok(text !== '' && section !== '', spellings.join());
      assert.ok(page.includes(text), text);
      for (const spelling of spellings) {
        assert.match(page, new RegExp(`(^|[\\s])${spelling}([\\s,]|$)`, 'm'), spelling);
        assert.match(script, new RegExp(`[ ']${spelling}[ ')]`), spelling);
      }
    }
  });

  test(`${tool}: a spelling means one thing, but for reports that are criteria when a word follows`, () => {
    const seen = new Map<string, Option>();
    for (const option of options) {
      for (const spelling of option.spellings) {
        const other = seen.get(spelling);
        assert.ok(!other || (tool === 'ts-aureport' && other.argument === '' && option.argument !== ''), spelling);
        seen.set(spelling, option);
      }
    }
  });
}

test('ts-auditctl: mistyped additions', () => {
  assert.equal(suggestion(['doctr']), '; did you mean doctor?');
  assert.equal(suggestion(['--chek', 'x']), '; did you mean --check?');
  assert.equal(suggestion(['--load-dri']), '; did you mean --load-dir?');
  assert.equal(suggestion(['-l']), '');
  assert.equal(suggestion(['-x']), '');
});

test('ts-auditctl: what the original knows is never an addition', () => {
  const asked = (line: string): boolean => additions.some(({ asks }) => asks(line.split(' ')) !== undefined);
  for (const line of [
    '-l',
    '-s',
    '-s -i',
    '-l -i -k x',
    '-R x',
    '-R x -i',
    '-D',
    '-a always,exit -S all',
    '-w /x -p r',
  ]) {
    assert.ok(!asked(line), line);
  }
  for (const line of [
    'doctor',
    '--check x',
    '-R x --atomic',
    '--atomic -R x',
    '-l --json',
    '-s --json',
    '--load-dir',
  ]) {
    assert.ok(asked(line), line);
  }
});
