/**
 * What ts-auditctl prints and asks the kernel for is what the original printed and asked for, on a kernel that answers
 * as the real one did.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountsFor } from '../../../src/accounts/accounts.js';
import {
  AUDIT_DEL_RULE,
  AUDIT_GET,
  AUDIT_GET_FEATURE,
  AUDIT_LIST_RULES,
} from '../../../src/tables/generated/netlink-message.js';
import { FakeKernel } from '../../netlink/fake-kernel.js';
import { goldenAccounts, goldenCommands } from '../../support/golden.js';
import {
  type ControlRun,
  changesOf,
  controlSteps,
  controlWords,
  readControlCases,
  withoutRulesPlace,
} from '../../support/golden-auditctl.js';
import { fakePlatform, runAuditctl } from './run.js';

const cases = readControlCases();
const accounts = accountsFor({ TS_AUDIT_ACCOUNTS: goldenAccounts });

test('every command has a recording', () => {
  assert.deepEqual(
    cases.map(({ line }) => line),
    goldenCommands('auditctl'),
  );
  for (const { line, runs } of cases) {
    assert.deepEqual(
      runs.map(({ command }) => command),
      controlSteps(line),
    );
  }
});

for (const { line, runs } of cases) {
  test(line, async () => {
    for (const run of runs) await replay(run);
  });
}

async function replay({ command, status, stdout, stderr, exchanges }: ControlRun): Promise<void> {
  const kernel = kernelOf(exchanges);
  const actual = await runAuditctl(controlWords(command), fakePlatform(kernel, { accounts }));
  const errors = withoutRulesPlace(actual.stderr);
  assert.deepEqual(
    {
      status: actual.exit,
      stdout: withoutRulesPlace(actual.stdout),
      stderr: command.startsWith('-R ') ? endOf(errors, stderr.length) : errors,
      changes: changesOf(kernel.sent),
    },
    { status, stdout, stderr, changes: changesOf(exchanges.map(({ type, payload }) => [type, payload])) },
    command,
  );
}

/** Of a rules file the original gives what comes before the first rule to syslog; ours has all on standard error. */
function endOf(errors: string, length: number): string {
  return errors.slice(errors.length - length);
}

/** Gives the recorded codes in turn, and forgets rules that are deleted. */
function kernelOf(exchanges: ControlRun['exchanges']): FakeKernel {
  const left = [...exchanges];
  const dataOf = (wanted: number): readonly string[] => exchanges.find(({ type }) => type === wanted)?.data ?? [];
  const status = exchanges.filter(({ type }) => type === AUDIT_GET).flatMap(({ data }) => data);
  const [features] = dataOf(AUDIT_GET_FEATURE);
  const kernel: FakeKernel = new FakeKernel({
    status,
    ...(features === undefined ? {} : { features }),
    rules: dataOf(AUDIT_LIST_RULES).map((hex) => Buffer.from(hex, 'hex')),
    answer: (type, payload) => {
      const at = left.findIndex((exchange) => exchange.type === type);
      const [exchange] = at < 0 ? [] : left.splice(at, 1);
      if (type === AUDIT_DEL_RULE && exchange?.code === 0) {
        kernel.rules = kernel.rules.filter((rule) => !rule.equals(payload.subarray(0, rule.length)));
      }
      return exchange?.code ?? 0;
    },
  });
  return kernel;
}
