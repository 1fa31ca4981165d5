/** Saves the machine's rules and settings and puts them back, whatever a live test does. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openTransport } from '../../src/netlink/addon.js';
import { AuditClient } from '../../src/netlink/client.js';
import { ENOENT, KernelError } from '../../src/netlink/kernel-error.js';
import type { AuditStatus, Setting } from '../../src/netlink/status.js';

/** A reason to skip live tests; false when they may run: asked for, by root, on a kernel that is not locked. */
export function liveSkip(): string | false {
  if (process.env.TS_AUDIT_LIVE !== '1') return 'set TS_AUDIT_LIVE=1 to test on the real kernel';
  if (process.geteuid?.() !== 0) return 'live tests need root';
  return withClient((client) => client.status().enabled) === 2 ? 'the configuration is locked' : false;
}

export function withClient<T>(use: (client: AuditClient) => T): T {
  const client = new AuditClient(openTransport());
  try {
    return use(client);
  } finally {
    client.close();
  }
}

const settings: readonly Setting[] = ['enabled', 'failure', 'rateLimit', 'backlogLimit', 'backlogWaitTime'];

/** What is put back, as JSON for the guardian. */
export interface KernelState {
  /** Base64. */
  readonly rules: readonly string[];
  readonly status: AuditStatus;
}

/**
 * Takes the state now; the result restores it, also when called several times. A process of its own does so if the test
 * is killed.
 */
export function saveKernelState(): () => void {
  const state = withClient(
    (client): KernelState => ({
      rules: client.listRules().map((bytes) => bytes.toString('base64')),
      status: client.status(),
    }),
  );
  const guardian = spawn(process.execPath, ['--import', 'tsx', path.join(import.meta.dirname, 'guardian.ts')], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guardian.stdin.write(`${JSON.stringify(state)}\n`);
  guardian.unref();
  if ('unref' in guardian.stdin && typeof guardian.stdin.unref === 'function') guardian.stdin.unref();
  return () => restoreKernelState(state);
}

const switches = ['/sys/kernel/rcu_expedited', '/sys/kernel/rcu_normal'] as const;

export function restoreKernelState({ rules, status }: KernelState): void {
  for (const file of switches) if (existsSync(file)) writeFileSync(file, '0');
  withClient((client) => {
    const now = client.listRules().map((bytes) => bytes.toString('base64'));
    if (now.join() !== rules.join()) {
      deleteAllRules(client);
      for (const rule of rules) client.addRule(Buffer.from(rule, 'base64'));
    }
    const changed = client.status();
    for (const setting of settings) if (changed[setting] !== status[setting]) client.set(setting, status[setting] ?? 0);
    for (const counter of ['lost', 'backlogWaitTimeActual'] as const)
      if (status[counter] === 0 && changed[counter] !== 0) client.set(counter, 0);
  });
}

/** A rule that somebody else has deleted meanwhile is deleted. */
export function deleteAllRules(client: AuditClient): void {
  for (const rule of client.listRules()) {
    try {
      client.deleteRule(rule);
    } catch (error) {
      if (!(error instanceof KernelError && error.errno === ENOENT)) throw error;
    }
  }
}

/** The original, where it is installed. */
export const REFERENCE = '/opt/audit-reference/bin/auditctl';

export interface ReferenceRun {
  readonly stdout: string;
  readonly status: number;
}

export function reference(...words: readonly string[]): ReferenceRun {
  try {
    return {
      stdout: execFileSync(REFERENCE, words, { encoding: 'latin1', stdio: ['ignore', 'pipe', 'ignore'] }),
      status: 0,
    };
  } catch (error) {
    if (error instanceof Error && 'status' in error && 'stdout' in error) {
      return { stdout: String(error.stdout), status: Number(error.status) };
    }
    throw error;
  }
}
