/**
 * What a run has in the kernel: its rules, auditing switched on, room in the backlog, and for a moment the switch that
 * hastens deletions. It is a guest there. Other rules stay as they are, only rules with the run's own key are removed, and
 * auditing is switched off again, the backlog's limit lowered, by the last run that needed it.
 *
 *   marker ── on, room ── rules ─ … program … ─ off, no room ── haste ── rules away ── no haste ── marker away
 *
 * At every moment a rule with the key is there while anything is to be put back, so that the next run can do what a
 * killed one could not. Without haste each deletion takes the kernel some 13 ms. Then the rules do what the marker does,
 * and it goes while the program runs.
 */
import { processStart } from '../control/proc-file.js';
import { endHaste, hastened, mayHasten } from '../control/reload/quick-deletes.js';
import type { AuditClient } from '../netlink/client.js';
import { EEXIST, EINVAL, ENOENT, KernelError } from '../netlink/kernel-error.js';
import type { AuditStatus } from '../netlink/status.js';
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

/** The kernel's audit state at one moment. */
export interface AuditState {
  readonly status: AuditStatus;
  /** In the order of listing. */
  readonly rules: readonly Buffer[];
}

/**
 * Records that the backlog gets room for. With the kernel's own 64 a program waits for the thread that sends them at each
 * 13th call, 10 times as often as with this; what is on its way at most takes 10 MB.
 */
const ROOM = 8192;

export class Presence {
  readonly key: string;
  readonly #client: AuditClient;
  readonly #switchFolder: string;
  readonly #key: TraceKey;
  readonly #isHasty: boolean;
  #marker: Buffer | undefined;
  #added = 0;

  /** Says nothing to the kernel yet. `switchFolder`: /sys/kernel. */
  constructor(client: AuditClient, { status, rules }: AuditState, switchFolder: string) {
    this.#client = client;
    this.#switchFolder = switchFolder;
    this.#isHasty = mayHasten(switchFolder);
    this.#key = ownKey(
      hasDaemon(status) ? { wasOff: false, backlog: undefined } : changesOf(status, traceRules(rules)),
    );
    this.key = keyText(this.#key);
  }

  /** Switches auditing on; before that comes a rule that tells what to put back, should this process be killed. */
  enable(): void {
    const { wasOff, backlog } = this.#key;
    if (wasOff || backlog !== undefined || this.#isHasty) {
      const marker = encodeRule(markerRule(keyText({ ...this.#key, inHaste: this.#isHasty })));
      this.#client.addRule(marker);
      this.#marker = marker;
    }
    this.#client.set('enabled', 1);
    if (backlog !== undefined) this.#client.set('backlogLimit', ROOM);
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
    this.#client.set('enabled', 1);
  }

  /** The rules carry the key as well: where there will be no haste, from now on they say what is to be put back. */
  dropMarker(): void {
    if (this.#marker && !this.#isHasty) {
      deleteRules(this.#client, [this.#marker]);
      this.#marker = undefined;
    }
  }

  /** True while nobody else has removed rules of the run or switched auditing off. */
  isWhole({ status, rules }: AuditState): boolean {
    return status.enabled !== 0 && this.own(rules).length === this.#added + (this.#marker ? 1 : 0);
  }

  /** The run's rules among all. */
  own(rules: readonly Buffer[]): readonly Buffer[] {
    const { pid, start } = this.#key;
    return traceRules(rules).flatMap(({ bytes, key }) => (key.pid === pid && key.start === start ? [bytes] : []));
  }

  /** Takes everything back; auditing goes off before the last rule that says so. */
  remove({ status, rules }: AuditState = this.#client.snapshot()): void {
    const own = this.own(rules);
    const isLast = own.length === traceRules(rules).length;
    if (isLast) putBack(this.#client, status, this.#key);
    const marker = own.find((bytes) => this.#marker?.equals(bytes));
    const others = own.filter((bytes) => bytes !== marker);
    if (marker && this.#isHasty) hastened(this.#switchFolder, () => deleteRules(this.#client, others));
    else deleteRules(this.#client, others);
    if (marker) deleteRules(this.#client, [marker]);
  }
}

/** What a run changes beside rules. Of what another run changed, killed or not, the last one to end must put it back. */
function changesOf(
  { enabled, backlogLimit }: AuditStatus,
  runs: readonly TraceRule[],
): Pick<TraceKey, 'wasOff' | 'backlog'> {
  const isNarrow = backlogLimit > 0 && backlogLimit < ROOM; // 0 is no limit
  const raised = runs.find(({ key }) => key.backlog !== undefined);
  return {
    wasOff: enabled === 0 || runs.some(({ key }) => key.wasOff),
    backlog: isNarrow ? backlogLimit : backlogLimit === ROOM ? raised?.key.backlog : undefined,
  };
}

/** A daemon that came meanwhile needs auditing, and a limit that somebody chose meanwhile is theirs. */
function putBack(
  client: AuditClient,
  status: AuditStatus,
  { wasOff, backlog }: Pick<TraceKey, 'wasOff' | 'backlog'>,
): void {
  if (wasOff && !hasDaemon(status)) client.set('enabled', 0);
  if (backlog !== undefined && status.backlogLimit === ROOM) client.set('backlogLimit', backlog);
}

/** A daemon that died is still named until the kernel has something to send to it. */
export function hasDaemon({ pid }: AuditStatus): boolean {
  return pid !== 0 && processStart(pid) !== undefined;
}

/** Undoes what killed runs left, as they would have; returns how many rules that were. */
export function removeLeftovers(client: AuditClient, switchFolder: string): number {
  const { status, rules } = client.snapshot();
  const runs = traceRules(rules);
  const dead = runs.filter(({ key }) => !isOwnerAlive(key));
  if (dead.length === runs.length) {
    const raised = dead.find(({ key }) => key.backlog !== undefined);
    putBack(client, status, { wasOff: dead.some(({ key }) => key.wasOff), backlog: raised?.key.backlog });
  }
  deleteLeftovers(client, rules, switchFolder);
  return dead.length;
}

/** Also puts back the switch of one that was killed in haste; auditing stays as it is. */
export function deleteLeftovers(client: AuditClient, rules: readonly Buffer[], switchFolder: string): void {
  const dead = traceRules(rules).filter(({ key }) => !isOwnerAlive(key));
  if (dead.some(({ key }) => key.inHaste)) endHaste(switchFolder);
  deleteRules(
    client,
    dead.map(({ bytes }) => bytes),
  );
}

function deleteRules(client: AuditClient, rules: readonly Buffer[]): void {
  for (const bytes of rules) {
    try {
      client.deleteRule(bytes);
    } catch (error) {
      if (!(error instanceof KernelError) || error.errno !== ENOENT) throw error; // somebody was faster
    }
  }
}

/** Runs' rules among all that are loaded. */
function traceRules(rules: readonly Buffer[]): readonly TraceRule[] {
  return rules.flatMap((bytes) => {
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
