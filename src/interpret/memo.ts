/** Remembers the texts of values that come again and again. Bounded in number and size: a log is hostile input. */
import { lastingText } from '../bytes/text.js';

const KEPT = 4096;
const LONGEST_KEPT = 256;

export class Memo {
  readonly #texts = new Map<string, string>();

  get(value: string): string | undefined {
    return this.#texts.get(value);
  }

  set(value: string, text: string): void {
    if (value.length > LONGEST_KEPT || text.length > 4 * LONGEST_KEPT) return;
    if (this.#texts.size >= KEPT) this.#texts.clear();
    this.#texts.set(lastingText(value), text === value ? lastingText(text) : text);
  }
}
