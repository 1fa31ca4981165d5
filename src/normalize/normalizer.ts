/**
 * One event, one or more statements: who did what to what, how, with what result. A normalizer is made once and used
 * for all events; what it returns is valid until the next event.
 */

import type { Accounts } from '../accounts/accounts.js';
import type { Interpreter } from '../interpret/interpreter.js';
import type { AuditEvent } from '../log/event.js';
import type { AuditRecord } from '../log/record.js';
import { AVC, SYSCALL, USER_AVC } from '../tables/generated/record-type.js';
import { FieldCursor } from './cursor.js';
import { EventFields } from './fields.js';
import { Findings } from './findings.js';
import { MultiRecord } from './multi.js';
import { outputEvents } from './output-events.js';
import { SingleRecord } from './single.js';
import { OutputEvent } from './statement.js';
import { type ContextFrom, FieldTexts } from './texts.js';

export interface NormalizerOptions {
  readonly interpreter: Interpreter;
  readonly accounts: Accounts;
  /** Collect the MAC labels of subject and object; that changes some lookups. */
  readonly labels?: boolean;
  /** As csv and text have it, unless given. */
  readonly contextFrom?: ContextFrom;
}

export class Normalizer {
  readonly #fields: EventFields = new EventFields();
  readonly #texts: FieldTexts;
  readonly #cursor: FieldCursor;
  readonly #single: SingleRecord;
  readonly #multi: MultiRecord;
  readonly #accounts: Accounts;

  constructor({ interpreter, accounts, labels = false, contextFrom = 'positions' }: NormalizerOptions) {
    this.#texts = new FieldTexts(this.#fields, interpreter, contextFrom);
    this.#cursor = new FieldCursor(this.#fields);
    this.#single = new SingleRecord(this.#fields, this.#cursor, this.#texts, labels);
    this.#multi = new MultiRecord(this.#fields, this.#cursor, this.#texts, labels);
    this.#accounts = accounts;
  }

  /** Which values that the event's shape leaves out the last event's statements depend on; see `EventShapes.keep`. */
  get lookedPassing(): readonly number[] {
    return this.#fields.lookedPassing;
  }

  /** Calls `use` for each output event of the event, in order. */
  each(event: AuditEvent, use: (output: OutputEvent) => void): void {
    this.#fields.lookedPassing.length = 0;
    for (const records of outputEvents(event.records)) {
      const kept = this.#load(records, event.sec);
      if (kept) use(this.#normalize(kept, event));
    }
  }

  /** Splits the event; a first record that cannot be split is dropped, as in the original. */
  #load(records: readonly AuditRecord[], sec: number): readonly AuditRecord[] | undefined {
    let kept = records;
    for (;;) {
      this.#fields.load(kept);
      this.#texts.reset();
      this.#cursor.setBlind(sec === 0);
      const type = kept[0]?.type;
      if ((type !== AVC && type !== USER_AVC) || !this.#fields.isCutShort(0)) return kept;
      kept = kept.slice(1);
      if (kept.length === 0) return undefined;
    }
  }

  #normalize(records: readonly AuditRecord[], event: AuditEvent): OutputEvent {
    const findings = new Findings();
    const { type } = this.#fields.record(0);
    if (records.length === 1 && type !== SYSCALL) this.#single.normalize(type, findings);
    else this.#multi.normalize(findings);
    return new OutputEvent(event, type, this.#fields, this.#texts, this.#accounts, findings);
  }
}
