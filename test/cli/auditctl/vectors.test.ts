/** The vectors of the specification, and the list of differences that are kept on purpose. */
import assert from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type Case, type Difference, judgeControl, judgeFile, judgeRule, readCases } from './vectors.js';

const root = path.resolve(import.meta.dirname, '../../..');
const folder = path.resolve(root, '../shared/spec/vectors');
const skip = !existsSync(folder) && 'no ../shared';

/** Our answers where they differ, each with its number in the list of src/README.md, or `build`. */
const kept = readFileSync(path.join(root, 'fixtures/rules/kept-differences.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line): Readonly<Record<string, unknown>> => JSON.parse(line));

const judges: Readonly<Record<string, (of: Case) => Promise<readonly Difference[]>>> = {
  control: judgeControl,
  rules: judgeRule,
  'rules-other-arch': judgeRule,
  rulesfile: judgeFile,
};

for (const [name, judge] of Object.entries(judges)) {
  test(`every case of ${name}.jsonl is answered like the original, or as listed`, { skip }, async () => {
    const cases = readCases(path.join(folder, `${name}.jsonl`));
    for (const [i, of] of cases.entries()) {
      // Cases with a memory of earlier commands, or with the recording machine's own state, are for the live test.
      if (of.before || (name === 'rules' && /^-[lsDe]/.test(of.args?.[0] ?? ''))) continue;
      const listed = kept.find((entry) => entry.vectors === name && entry.case === i + 1);
      const differences = await judge(of);
      const found = Object.fromEntries(differences.map(({ aspect, actual }) => [aspect, actual ?? null]));
      const { vectors: _v, case: _c, args: _a, file: _f, kernel: _k, bug: _b, ...expected } = listed ?? {};
      assert.deepStrictEqual(found, expected, `case ${i + 1}: ${JSON.stringify(of.args ?? of.file)}`);
    }
  });
}
