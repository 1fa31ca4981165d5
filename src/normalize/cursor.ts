/**
 * Lookups: the original finds nearly every value by walking an event's fields from where the last lookup ended, and a
 * miss can hide the fields behind it:
 *   - the field at the position has the name: found there;
 *   - the position is the last field of its record and has another name: missed, nothing further is looked at, and the
 *     position stays;
 *   - else the rest of the record is tried, then all following ones from their first field; after a miss the position is
 *     the end, from where every lookup misses.
 */
import { type FieldRef, fieldRef, NO_FIELD } from './field-ref.js';
import type { EventFields } from './fields.js';

export class FieldCursor {
  readonly #fields: EventFields;
  #record = 0;
  #field = 0;
  /** BUG? An event whose time stamp has 0 seconds finds nothing. */
  #blind = false;

  constructor(fields: EventFields) {
    this.#fields = fields;
  }

  /** Goes to the first field of the event. */
  start(): void {
    this.#record = 0;
    this.#field = 0;
  }

  setBlind(blind: boolean): void {
    this.#blind = blind;
  }

  /** Goes to a field of a record; to the end when the event has no such record. */
  moveTo(record: number, field = 0): void {
    this.#record = Math.min(record, this.#fields.records.length);
    this.#field = field;
  }

  /** The record the cursor is in; the number of records when it is at the end. */
  get record(): number {
    return this.#record;
  }

  get field(): number {
    return this.#field;
  }

  get isAtEnd(): boolean {
    return this.#record >= this.#fields.records.length;
  }

  find(name: string): FieldRef {
    const records = this.#fields.records.length;
    if (this.#blind || this.#record >= records) return NO_FIELD;
    const found = this.#fields.indexOf(this.#record, this.#field, name);
    if (found >= 0) return this.#hit(this.#record, found);
    if (this.#field >= this.#fields.count(this.#record) - 1) return NO_FIELD; // L2: the cursor stays
    for (let record = this.#record + 1; record < records; record++) {
      const field = this.#fields.indexOf(record, 0, name);
      if (field >= 0) return this.#hit(record, field);
    }
    this.#record = records;
    return NO_FIELD;
  }

  /** Like `find`, but a miss takes the cursor back to the first field of `record`. */
  findOrReturn(name: string, record = 0): FieldRef {
    const found = this.find(name);
    if (found < 0) this.moveTo(record);
    return found;
  }

  #hit(record: number, field: number): FieldRef {
    this.#record = record;
    this.#field = field;
    return fieldRef(record, field);
  }
}
