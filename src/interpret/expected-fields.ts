/** The fields that the last record of each type had, in order: a good guess at those of the next one. */
import type { FieldText } from './field-text.js';

// Far more than real logs need; a hostile one cannot make them grow.
const TYPES_KEPT = 512;
export const EXPECTED_KEPT = 64;

export type Expected = (FieldText | undefined)[];

export class ExpectedFields {
  readonly #byType = new Map<number, Expected>();

  /** The caller corrects the list as it reads, up to `EXPECTED_KEPT` fields. */
  of(type: number): Expected {
    let expected = this.#byType.get(type);
    if (expected === undefined) {
      expected = [];
      if (this.#byType.size >= TYPES_KEPT) this.#byType.clear();
      this.#byType.set(type, expected);
    }
    return expected;
  }
}
