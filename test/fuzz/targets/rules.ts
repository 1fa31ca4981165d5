/** Rule files as `--check` reads them, and each accepted rule to the kernel's bytes and back. */
import { AuditError } from '../../../src/errors.js';
import { checkRules } from '../../../src/rules/check/check.js';
import { decodeRule } from '../../../src/rules/decode.js';
import { encodeRule } from '../../../src/rules/encode.js';
import { ruleLines, splitWords } from '../../../src/rules/file.js';
import { parseRule } from '../../../src/rules/parse.js';
import { printRule } from '../../../src/rules/print.js';
import { machineByName } from '../../../src/tables/syscalls.js';
import { testContext } from '../../rules/context.js';
import { ruleFiles } from '../seeds.js';
import { holds, type Target } from '../target.js';

const machine = machineByName('x86_64');
const machines = ['x86_64', 'aarch64', 'i386'].map(machineByName);

export const rules: Target = {
  name: 'rules',
  seeds: ruleFiles,
  run: (content) => {
    const { userId, groupId, isDirectory } = testContext();
    checkRules([{ name: 'fuzz.rules', content }], { machines, userId, groupId, isDirectory });
    for (const { text } of ruleLines(content)) roundTrip(splitWords(text).map((word) => word.text));
  },
};

function roundTrip(words: readonly string[]): void {
  let bytes: Buffer;
  try {
    bytes = encodeRule(parseRule(words, testContext()).rule);
  } catch (error) {
    if (error instanceof AuditError) return;
    throw error;
  }
  const again = decodeRule(bytes);
  printRule(again, { machine });
  holds(encodeRule(again).equals(bytes), `the same bytes again: ${words.join(' ')}`);
}
