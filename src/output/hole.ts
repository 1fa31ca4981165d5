/** A place in a document whose value is not written yet (`document-holes.ts`). */

/** JSON writes them as `\ud800` and `\ud801`. */
const AS_IT_IS = '\ud800';
const AS_TEXT = '\ud801';

export class Hole {
  readonly isNumber: boolean;
  readonly #number: number;

  constructor(number: number, isNumber: boolean) {
    this.#number = number;
    this.isNumber = isNumber;
  }

  toJSON(): string {
    return `${AS_IT_IS}${this.#number}`;
  }

  /** As JSON, in a place that takes numbers as texts. */
  get quoted(): string {
    return JSON.stringify(`${AS_TEXT}${this.#number}`);
  }
}
