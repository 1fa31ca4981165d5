/** The fields of one event, asked for by name: which ones were taken is kept, as what nobody took is left over. */
import type { FieldRef } from '../normalize/field-ref.js';
import type { DocumentHoles } from './document-holes.js';
import { readField } from './field-reading.js';
import { Hole } from './hole.js';
import type { JsonFields } from './json-fields.js';

export class TakenFields {
  readonly json: JsonFields;
  readonly #taken = new Set<string>();
  #holes: DocumentHoles | undefined;

  constructor(json: JsonFields) {
    this.json = json;
  }

  begin(holes: DocumentHoles): void {
    this.#holes = holes;
  }

  /** The first field of that name in the event if it is a number. */
  number(name: string): number | Hole | undefined {
    const ref = this.#find(name);
    const value = ref === undefined ? undefined : this.#holes?.read(ref, 'number');
    return typeof value === 'number' || value instanceof Hole ? value : undefined;
  }

  /** The raw value of the first field of that name in the event; undefined also for one that is not set. */
  value(name: string): string | undefined {
    const ref = this.#find(name);
    const value = ref === undefined ? undefined : readField('id', this.json.fields.raw(ref), this.json.texts.text(ref));
    return value === undefined || value === '' ? undefined : String(value);
  }

  /** The same interpreted. */
  text(name: string): string | undefined {
    const ref = this.#find(name);
    const isSet = ref !== undefined && this.value(name) !== undefined;
    return (isSet && this.json.texts.text(ref)) || undefined;
  }

  /** Number of the first record of that type; -1: there is none. */
  record(type: number): number {
    return this.json.fields.records.findIndex((record) => record.type === type);
  }

  take(...names: readonly string[]): void {
    for (const name of names) this.#taken.add(name);
  }

  isTaken(name: string): boolean {
    return this.#taken.has(name);
  }

  forget(): void {
    this.#taken.clear();
  }

  #find(name: string): FieldRef | undefined {
    this.take(name);
    for (let record = 0; record < this.json.fields.records.length; record++) {
      const ref = this.json.find(record, name);
      if (ref >= 0) return ref;
    }
    return undefined;
  }
}
