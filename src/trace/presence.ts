/**
 * What a run has in the kernel: its rules, and auditing switched on. It is a guest there. Other rules stay as they are,
 * only rules with the run's own key are removed, and auditing is switched off again by the last run that needed it.
 */
import { processStart } from '../control/proc-file.js';
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
  #added = 0;

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
    if (this.#key.wasOff) {
      this.#client.addRule(encodeRule(markerRule(this.key)));
      this.#added++;
    }
    this.#client.set('enabled', 1);
  }

  /** Adds the rules in front of others. Throws `KernelError` for the first that is needed and refused. */
  add(planned: readonly PlannedRule[]): void {
    for (const { rule, optional } of planned) {
      try {
        this.#client.addRule(encodeRule(rule, { prepend: true }));
        this.#added++;
      } catch (error) {
        if (!(error instanceof KernelError) || !(optional && isRefusal(error))) throw error;
      }
    }
    // Another run may have ended, and switched auditing off, since this one looked.
    if (this.#client.status().enabled === 0) this.#client.set('enabled', 1);
  }

  /** True while nobody else has removed rules of the run or switched auditing off. */
  isWhole(): boolean {
    return this.#client.status().enabled !== 0 && this.#own().length === this.#added;
  }

  /** Takes everything back. */
  remove(): void {
    removeRules(this.#client, this.#own());
    if (this.#key.wasOff) switchOff(this.#client);
  }

  #own(): readonly TraceRule[] {
    const { pid, start } = this.#key;
    return traceRules(this.#client).filter(({ key }) => key.pid === pid && key.start === start);
  }
}

/** A daemon that died is still named until the kernel has something to send to it. */
export function daemonRecords(client: AuditClient): boolean {
  const { pid } = client.status();
  return pid !== 0 && processStart(pid) !== undefined;
}

/** Removes what killed runs left behind, and returns how many rules that were. */
export function removeLeftovers(client: AuditClient): number {
  const removed = traceRules(client).filter(({ key }) => !isOwnerAlive(key));
  removeRules(client, removed);
  if (removed.some(({ key }) => key.wasOff)) switchOff(client);
  return removed.length;
}

/** Unless another run still needs it on, or a daemon has begun to record since. */
function switchOff(client: AuditClient): void {
  if (traceRules(client).length === 0 && !daemonRecords(client)) client.set('enabled', 0);
}

/** The marker stands behind the others and so goes last: until then a kill leaves a note about what to put back. */
function removeRules(client: AuditClient, rules: readonly TraceRule[]): void {
  for (const { bytes } of rules) {
    try {
      client.deleteRule(bytes);
    } catch (error) {
      if (!(error instanceof KernelError) || error.errno !== ENOENT) throw error; // somebody was faster
    }
  }
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
