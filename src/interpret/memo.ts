/** Remembers the texts of values that come again and again. Bounded in number and size: a log is hostile input. */
const KEPT = 4096;
const LONGEST_KEPT = 256;
// V8 copies slices below this length; longer ones keep the whole record alive.
const SHORTEST_SLICE = 13;

export class Memo {
  readonly #texts = new Map<string, string>();

  get(value: string): string | undefined {
    return this.#texts.get(value);
  }

  set(value: string, text: string): void {
    if (value.length > LONGEST_KEPT || text.length > 4 * LONGEST_KEPT) return;
    if (this.#texts.size >= KEPT) this.#texts.clear();
    this.#texts.set(detached(value), text === value ? detached(text) : text);
  }
}

function detached(text: string): string {
  return text.length < SHORTEST_SLICE ? text : Buffer.from(text, 'latin1').toString('latin1');
}
