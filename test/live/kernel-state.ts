/** Saves the machine's rules and settings and puts them back, whatever a live test does. */
import { execFileSync } from 'node:child_process';
import { openTransport } from '../../src/netlink/addon.js';
import { AuditClient } from '../../src/netlink/client.js';
import { ENOENT, KernelError } from '../../src/netlink/kernel-error.js';
import type { Setting } from '../../src/netlink/status.js';

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

/** Takes the state now; the result restores it, also when called several times. */
export function saveKernelState(): () => void {
  const { rules, status } = withClient((client) => ({ rules: client.listRules(), status: client.status() }));
  return () =>
    withClient((client) => {
      deleteAllRules(client);
      for (const rule of rules) client.addRule(rule);
      for (const setting of settings) client.set(setting, status[setting] ?? 0);
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
