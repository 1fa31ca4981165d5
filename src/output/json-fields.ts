/** The fields of a record as JSON: raw and interpreted side by side. */
import type { Interpreter } from '../interpret/interpreter.js';
import { type FieldRef, NO_FIELD, recordOf } from '../normalize/field-ref.js';
import type { EventFields } from '../normalize/fields.js';
import { KnownTokens } from '../normalize/known-tokens.js';
import { FieldTexts, isLastingText } from '../normalize/texts.js';
import { jsonString, jsonValue } from './json-text.js';

const LONGEST_MEMBER = 256;

export class JsonFields {
  readonly fields: EventFields;
  readonly texts: FieldTexts;
  readonly #members: KnownTokens<string>;

  constructor(fields: EventFields, interpreter: Interpreter) {
    this.fields = fields;
    this.texts = new FieldTexts(fields, interpreter, 'names');
    this.#members = new KnownTokens(fields);
  }

  /** `{"name":…,"raw":…,"value":…},…`; what the document says elsewhere (node, type) is left out. */
  ofRecord(record: number): string {
    return this.ofFields(record, this.firstField(record), this.fields.count(record));
  }

  /** The same of fields `first` to `end`, the latter not included. */
  ofFields(record: number, first: number, end: number): string {
    let members = '';
    for (let field = first; field < end; field++) {
      members += `${field === first ? '' : ','}${this.#member(this.fields.at(record, field))}`;
    }
    return members;
  }

  /** The number of the first field behind node and type. */
  firstField(record: number): number {
    const { fields } = this;
    let field = 0;
    for (const name of ['node', 'type']) {
      const ref = fields.at(record, field);
      if (ref >= 0 && fields.isNamed(ref, name)) field++;
    }
    return field;
  }

  /** The first field of that name in the record. */
  find(record: number, name: string): FieldRef {
    const field = this.fields.indexOf(record, 0, name);
    return field < 0 ? NO_FIELD : this.fields.at(record, field);
  }

  raw(record: number, name: string): string | undefined {
    const ref = this.find(record, name);
    return ref < 0 ? undefined : this.fields.raw(ref);
  }

  text(record: number, name: string): string | undefined {
    const ref = this.find(record, name);
    return ref < 0 ? undefined : this.texts.text(ref);
  }

  #member(ref: FieldRef): string {
    const { fields } = this;
    const record = recordOf(ref);
    const list = this.texts.listOf(record);
    const { type } = fields.record(record);
    const known = this.#members.get(ref, type, list);
    if (known !== undefined) return known;
    const name = fields.name(ref);
    const raw = fields.raw(ref);
    const text = this.texts.text(ref);
    const member = `{"name":${jsonString(name)},"raw":${jsonString(raw)},"value":${jsonValue(raw, text)}}`;
    if (member.length <= LONGEST_MEMBER && isLastingText(name, list)) this.#members.set(ref, type, list, member);
    return member;
  }
}
