/** How the fields of `tables/ecs-fields.tsv` and `tables/ocsf-fields.tsv` are read. */
import { isIP } from 'node:net';
import type * as tables from '../tables/generated/tables.js';
import type { JsonFields } from './json-fields.js';
import { isJsonNumber } from './json-text.js';
import type { DocumentObject } from './nested-document.js';

/** Names of fields that may become keys of a document. */
export const PLAIN_NAME: RegExp = /^[\w-]{1,64}$/;

/** The value of a field by its raw and its interpreted text; undefined when it is not set, or not what is asked for. */
export function readField(reading: tables.EcsReading, raw: string, text: string): string | number | undefined {
  const isUnset = raw === '?' || raw === '(null)' || raw === '(none)' || text === 'unset';
  if (isUnset) return undefined;
  if (reading === 'number') return isJsonNumber(raw) ? Number(raw) : undefined;
  if (reading === 'id') return raw;
  if (reading === 'name') return text === raw || text.startsWith('unknown(') ? undefined : text;
  if (reading === 'ip') return isIP(raw) === 0 ? undefined : withoutZone(raw);
  return text;
}

/** Without `%eth0`: types of addresses have no zones. */
export function withoutZone(address: string): string {
  const zone = address.indexOf('%');
  return zone < 0 ? address : address.slice(0, zone);
}

/** The fields of one record, interpreted, for a list of records of that type. */
export function fieldsObject(record: number, json: JsonFields): DocumentObject {
  const object: Record<string, string> = Object.create(null);
  const { fields, texts } = json;
  for (let field = json.firstField(record); field < fields.count(record); field++) {
    const ref = fields.at(record, field);
    const name = fields.name(ref);
    if (PLAIN_NAME.test(name)) object[name] ??= texts.text(ref);
  }
  return object;
}
