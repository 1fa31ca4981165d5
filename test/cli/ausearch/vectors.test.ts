/** The recorded runs of the original search (`spec/vectors/ausearch.jsonl`), through the whole program. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { main } from '../../../src/cli/ausearch/main.js';
import { goldenAccounts } from '../../support/golden.js';
import { runMain } from '../../support/run-main.js';

interface Vector {
  readonly id: string;
  readonly log: string;
  readonly args: readonly string[];
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

const file = path.resolve(import.meta.dirname, '../../../../shared/spec/vectors/ausearch.jsonl');
const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-vectors-'));
const log = path.join(folder, 'vector.log');
after(() => rmSync(folder, { recursive: true }));

test('recorded runs give the same output', { skip: !existsSync(file) }, async () => {
  const vectors = readFileSync(file, 'utf8').trimEnd().split('\n');
  const failures: string[] = [];
  for (const vector of vectors.map((line): Vector => JSON.parse(line))) {
    writeFileSync(log, vector.log, 'latin1');
    const { stdout, stderr, status } = await runMain(main, wordsOf(vector), {
      env: { TS_AUDIT_ACCOUNTS: goldenAccounts },
    });
    const actual = [stdout, plain(stderr.replaceAll(log, '{log}')), status];
    const expected = [vector.stdout, vector.stderr, vector.status];
    if (JSON.stringify(actual) !== JSON.stringify(expected))
      failures.push(
        `${vector.id}: ${vector.args.join(' ')}\n  got  ${JSON.stringify(actual)}\n  want ${JSON.stringify(expected)}`,
      );
  }
  assert.equal(vectors.length, 573);
  assert.deepEqual(failures, []);
});

/** The original drops events with records of unexpected form; so do we when asked to (deliberate difference 1). */
function wordsOf({ args, stderr }: Vector): string[] {
  const words = args.map((word) => word.replace('{log}', log));
  return /Malformed event|len too short|Unparsed type/.test(stderr) ? [...words, '--skip-malformed'] : words;
}

/**
 * The runs were recorded with a valid auditd.conf and with a build that has no AppArmor record types; and the original
 * does not say that it understood nothing of a log (deliberate difference 5).
 */
function plain(stderr: string): string {
  return stderr
    .replace(/^.*auditd\.conf.*\n/gm, '')
    .replace(/^NOTE - (no line|\d+ lines) of \d+ in .* audit records?\n/gm, '')
    .replaceAll(/APPARMOR\w* /g, '');
}
