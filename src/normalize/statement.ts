/** A normalized output event: its parts as text on demand, or all at once as a `Statement`. */

import type { Accounts } from '../accounts/accounts.js';
import { kindOf } from '../interpret/kind.js';
import type { EventId } from '../log/event.js';
import { CONFIG_CHANGE } from '../tables/generated/record-type.js';
import { recordTypeName } from '../tables/record-types.js';
import { eventKind } from './event-kind.js';
import { type FieldRef, recordOf } from './field-ref.js';
import type { EventFields } from './fields.js';
import type { Findings } from './findings.js';
import { subjectKind } from './subject-kind.js';
import type { FieldTexts } from './texts.js';

/** Who did what to what, how, with what result. Parts that the event does not say are undefined. Texts are byte strings. */
export interface Statement {
  /** Record type name of the first record; undefined for a number without a name. */
  readonly event: string | undefined;
  /** `user-login`, `audit-rule`, `mac-decision` …. */
  readonly kind: string;
  readonly session: string | undefined;
  readonly subject: StatementSubject;
  readonly action: string;
  readonly result: 'success' | 'failed' | undefined;
  readonly object: StatementObject;
  /** The new name of a rename, the mode of a chmod, the mount point … */
  readonly object2: string | undefined;
  /** Program or means. */
  readonly how: string | undefined;
  /** The key of the audit rule. */
  readonly key: string | undefined;
}

export interface StatementSubject {
  /** Login account (auid); `system` when it is unset. */
  readonly primary: string | undefined;
  /** Account acted as (uid). */
  readonly secondary: string | undefined;
  /** `privileged-acct`, `user-acct` …; empty when nothing decides it. */
  readonly kind: string;
  readonly label: string | undefined;
}

export interface StatementObject {
  readonly primary: string | undefined;
  readonly secondary: string | undefined;
  /** `file`, `socket`, `process` … */
  readonly kind: string;
  readonly label: string | undefined;
}

const UNKNOWN_ACTION = 'did-unknown';

/** With these actions the object of a CONFIG_CHANGE is the name of the setting, not its value. */
const SETTING_ACTIONS = new Set(['set', 'seccomp-logging']);

export class OutputEvent {
  readonly id: EventId;
  /** Type number of the first record. */
  readonly type: number;
  readonly fields: EventFields;
  readonly findings: Findings;
  readonly #texts: FieldTexts;
  readonly #accounts: Accounts;

  constructor(
    id: EventId,
    type: number,
    fields: EventFields,
    texts: FieldTexts,
    accounts: Accounts,
    findings: Findings,
  ) {
    this.id = id;
    this.type = type;
    this.fields = fields;
    this.findings = findings;
    this.#texts = texts;
    this.#accounts = accounts;
  }

  /** The name of the host, if the first record has one. BUG? `(null)` when the time stamp has 0 seconds. */
  get node(): string | undefined {
    if (this.id.node === undefined) return undefined;
    const first = this.fields.at(0, 0);
    if (first < 0 || !this.fields.isNamed(first, 'node')) return undefined;
    return this.id.sec === 0 ? '(null)' : this.#texts.text(first);
  }

  get typeName(): string | undefined {
    return recordTypeName(this.type);
  }

  get kind(): string {
    return eventKind(this.type);
  }

  get action(): string {
    return this.findings.action ?? UNKNOWN_ACTION;
  }

  get subjectPrimary(): string | undefined {
    const text = this.text(this.findings.subject);
    return text === 'unset' ? 'system' : text;
  }

  get subjectKind(): string {
    const { subjectKindField, subjectKind: word } = this.findings;
    return subjectKindField < 0 ? word : subjectKind(subjectKindField, this.fields, this.#texts, this.#accounts);
  }

  get result(): 'success' | 'failed' | undefined {
    const ref = this.findings.result;
    if (ref < 0) return undefined;
    const text = this.#texts.text(ref);
    if (text === 'yes' || text.startsWith('suc')) return 'success';
    return text === 'allow' && this.fields.isNamed(ref, 'code') ? 'success' : 'failed';
  }

  get object(): string | undefined {
    const ref = this.findings.object;
    if (ref < 0) return undefined;
    if (this.fields.record(recordOf(ref)).type === CONFIG_CHANGE && SETTING_ACTIONS.has(this.action))
      return this.fields.name(ref);
    return this.#texts.objectText(ref);
  }

  get object2(): string | undefined {
    const ref = this.findings.object2;
    return ref < 0 ? undefined : this.#texts.objectText(ref);
  }

  get how(): string | undefined {
    return this.findings.howWord ?? this.text(this.findings.how);
  }

  /** The interpreted text of a field that was found. */
  text(ref: FieldRef): string | undefined {
    return ref < 0 ? undefined : this.#texts.text(ref);
  }

  isSocketAddress(ref: FieldRef): boolean {
    return kindOf(this.fields.name(ref), this.fields.record(recordOf(ref)).type, '') === 'sockaddr';
  }

  statement(): Statement {
    const { session, secondary, label, objectSecondary, objectLabel, objectKind, key } = this.findings;
    return {
      event: this.typeName,
      kind: this.kind,
      session: this.text(session),
      subject: {
        primary: this.subjectPrimary,
        secondary: this.text(secondary),
        kind: this.subjectKind,
        label: this.text(label),
      },
      action: this.action,
      result: this.result,
      object: {
        primary: this.object,
        secondary: this.text(objectSecondary),
        kind: objectKind,
        label: this.text(objectLabel),
      },
      object2: this.object2,
      how: this.how,
      key: this.text(key),
    };
  }
}
