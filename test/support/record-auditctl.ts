/** Records auditctl on the real kernel, with what it said to it and heard from it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AuditClient } from '../../src/netlink/client.js';
import { deleteAllRules, saveKernelState, withClient } from '../live/kernel-state.js';
import type { GoldenRun } from './golden.js';
import { type ControlCase, type ControlRun, controlSteps, controlWords, withoutRulesPlace } from './golden-auditctl.js';
import { exchangesOf, straceOptions } from './strace-netlink.js';

type RunWords = (words: readonly string[]) => Omit<GoldenRun, 'command'>;

/** Every line starts on a kernel without rules and with these settings. The machine's own come back in the end. */
export function recordControlCases(lines: readonly string[], run: RunWords, program: string): readonly ControlCase[] {
  const restore = saveKernelState();
  const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-'));
  const trace = path.join(folder, 'trace');
  const record = (command: string): ControlRun => {
    const words = ['strace', '-o', trace, ...straceOptions, program, ...controlWords(command)];
    const { status, stdout, stderr } = run(words);
    const exchanges = exchangesOf(readFileSync(trace, 'latin1'));
    return { command, status, stdout: withoutRulesPlace(stdout), stderr: withoutRulesPlace(stderr), exchanges };
  };
  try {
    return lines.map((line) => {
      withClient(emptyKernel);
      return { line, runs: controlSteps(line).map(record) };
    });
  } finally {
    restore();
    rmSync(folder, { recursive: true });
  }
}

function emptyKernel(client: AuditClient): void {
  deleteAllRules(client);
  client.set('enabled', 1);
  client.set('failure', 1);
  client.set('rateLimit', 0);
  client.set('backlogLimit', 64);
  client.set('backlogWaitTime', 15000);
}
