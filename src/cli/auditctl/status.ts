/** The status block of `-s` and of the settings. */
import type { AuditFeatures, AuditStatus } from '../../netlink/status.js';
import { LOGINUID_IMMUTABLE } from '../../netlink/status.js';

const enabledNames = ['disable', 'enabled', 'enabled+immutable'];
const failureNames = ['silent', 'printk', 'panic'];

export function statusText(status: AuditStatus, features: AuditFeatures | undefined, interpret: boolean): string {
  const named = (names: readonly string[], value: number): string =>
    interpret ? (names[value] ?? 'unknown') : String(value);
  const lines = [
    `enabled ${named(enabledNames, status.enabled)}`,
    `failure ${named(failureNames, status.failure)}`,
    `pid ${status.pid}`,
    `rate_limit ${status.rateLimit}`,
    `backlog_limit ${status.backlogLimit}`,
    `lost ${status.lost}`,
    `backlog ${status.backlog}`,
    `backlog_wait_time ${status.backlogWaitTime}`,
  ];
  if (status.backlogWaitTimeActual !== undefined)
    lines.push(`backlog_wait_time_actual ${status.backlogWaitTimeActual}`);
  if (features && features.mask & LOGINUID_IMMUTABLE) {
    const isSet = features.features & LOGINUID_IMMUTABLE ? 1 : 0;
    lines.push(`loginuid_immutable ${isSet} ${features.lock & LOGINUID_IMMUTABLE ? 'locked' : 'unlocked'}`);
  }
  return `${lines.join('\n')}\n`;
}

/** `-s --json`: the same facts under the kernel's names. */
export function statusJson(status: AuditStatus, features: AuditFeatures | undefined): string {
  const knowsImmutable = features !== undefined && (features.mask & LOGINUID_IMMUTABLE) !== 0;
  const facts = {
    enabled: status.enabled,
    failure: status.failure,
    pid: status.pid,
    rate_limit: status.rateLimit,
    backlog_limit: status.backlogLimit,
    lost: status.lost,
    backlog: status.backlog,
    backlog_wait_time: status.backlogWaitTime,
    backlog_wait_time_actual: status.backlogWaitTimeActual,
    features: `0x${status.featureBits.toString(16)}`,
    loginuid_immutable: knowsImmutable ? (features.features & LOGINUID_IMMUTABLE) !== 0 : undefined,
    loginuid_immutable_locked: knowsImmutable ? (features.lock & LOGINUID_IMMUTABLE) !== 0 : undefined,
  };
  return `${JSON.stringify(facts)}\n`;
}
