/**
 * What a run has in the kernel: its rules, and auditing switched on. It is a guest there. Other rules stay as they are,
 * only rules with the run's own key are removed, and auditing is switched off again by the last run that needed it.
 */
import type { AuditClient } from '../netlink/client.js';
import { EEXIST, EINVAL, ENOENT, KernelError } from '../netlink/kernel-error.js';
import { decodeRule } from '../rules/decode.js';
import { encodeRule } from '../rules/encode.js';
import { FIELD_KEY } from '../rules/fields.js';
import type { Rule } from '../rules/rule.js';
import { isOwnerAlive, keyText, ownKey, parseKey, type TraceKey } from './key.js';
import { markerRule, type PlannedRule } from './plan.js';

interface TraceRule {
  readonly bytes: Buffer;
  readonly key: TraceKey;
}

export class Presence {
  readonly key: string;
  readonly #client: AuditClient;
  readonly #key: TraceKey;

  /** Says nothing to the kernel yet except one question. */
  constructor(client: AuditClient) {
    this.#client = client;
    const isOff = client.status().enabled === 0;
    // A run that found auditing on because of another run must switch it off if it is the last to end.
    this.#key = ownKey(isOff || traceRules(client).some(({ key }) => key.wasOff && isOwnerAlive(key)));
    this.key = keyText(this.#key);
  }

  /** Switches auditing on; before that comes a rule that tells what to put back, should this process be killed. */
  enable(): void {
    if (this.#key.wasOff) this.#client.addRule(encodeRule(markerRule(this.key)));
    this.#client.set('enabled', 1);
  }

  /** Adds the rules in front of others. Throws `KernelError` for the first that is needed and refused. */
  add(planned: readonly PlannedRule[]): void {
    for (const { rule, optional } of planned) {
      try {
        this.#client.addRule(encodeRule(rule, { prepend: true }));
      } catch (error) {
        if (!(error instanceof KernelError) || !(optional && isRefusal(error))) throw error;
      }
    }
    // Another run may have ended, and switched auditing off, since this one looked.
    if (this.#client.status().enabled === 0) this.#client.set('enabled', 1);
  }

  /** Takes everything back; auditing goes off unless another run still needs it. */
  remove(): void {
    removeRules(this.#client, ({ pid, start }) => pid === this.#key.pid && start === this.#key.start);
    if (this.#key.wasOff && traceRules(this.#client).length === 0) this.#client.set('enabled', 0);
  }
}

/** Removes what killed runs left behind, and returns how many rules that were. */
export function removeLeftovers(client: AuditClient): number {
  const removed = removeRules(client, (key) => !isOwnerAlive(key));
  const wasOff = removed.some(({ key }) => key.wasOff);
  if (wasOff && traceRules(client).length === 0) client.set('enabled', 0);
  return removed.length;
}

function removeRules(client: AuditClient, isMeant: (key: TraceKey) => boolean): readonly TraceRule[] {
  const meant = traceRules(client).filter(({ key }) => isMeant(key));
  // The marker stands behind the others and so goes last: until then a kill leaves a note about what to put back.
  for (const { bytes } of meant) {
    try {
      client.deleteRule(bytes);
    } catch (error) {
      if (!(error instanceof KernelError) || error.errno !== ENOENT) throw error; // somebody was faster
    }
  }
  return meant;
}

/** Runs' rules among all that are loaded. */
function traceRules(client: AuditClient): readonly TraceRule[] {
  return client.listRules().flatMap((bytes) => {
    const key = parseKey(ruleKey(decodeRule(bytes)) ?? '');
    return key ? [{ bytes, key }] : [];
  });
}

function ruleKey({ fields }: Rule): string | undefined {
  const field = fields.find((condition) => condition.field === FIELD_KEY);
  return field && 'text' in field ? field.text : undefined;
}

function isRefusal({ errno }: KernelError): boolean {
  return errno === EINVAL || errno === EEXIST;
}
