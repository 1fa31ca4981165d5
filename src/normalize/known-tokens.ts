/** What tokens were found to mean, for as long as they come again and again: most of a log does. */
import type { Enrichment } from '../log/enrichment.js';
import type { FieldRef } from './field-ref.js';
import type { EventFields } from './fields.js';

const PLACES = 4096;
export const LONGEST_TOKEN = 256;

/** What a token was found to mean. It means the same in every record of the type that has the same name for it. */
interface Known<T> {
  readonly type: number;
  readonly token: string;
  readonly name: string;
  /** The log's own name for the value. */
  readonly entry: string | undefined;
  readonly meaning: T;
}

/** One place per hash: what is there is compared in full, and the last one stays. */
export class KnownTokens<T> {
  readonly #fields: EventFields;
  readonly #places: (Known<T> | undefined)[] = new Array<Known<T> | undefined>(PLACES).fill(undefined);

  constructor(fields: EventFields) {
    this.#fields = fields;
  }

  get(ref: FieldRef, type: number, list: Enrichment | undefined): T | undefined {
    const known = this.#places[this.#fields.tokenHash(ref) & (PLACES - 1)];
    if (known === undefined || known.type !== type || !this.#fields.isToken(ref, known.token)) return undefined;
    return list?.get(known.name) === known.entry ? known.meaning : undefined;
  }

  set(ref: FieldRef, type: number, list: Enrichment | undefined, meaning: T): void {
    const token = this.#fields.token(ref);
    if (token === undefined || token.length > LONGEST_TOKEN) return;
    const name = this.#fields.name(ref);
    const place = this.#fields.tokenHash(ref) & (PLACES - 1);
    this.#places[place] = { type, token, name, entry: list?.get(name), meaning };
  }
}
