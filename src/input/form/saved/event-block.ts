/** The records between two `----` of saved output, which stand there from the last to the first. */

/** Records that are held back at most: no event has as many. */
const LONGEST = 1 << 16;

export class EventBlock {
  #records: string[] | undefined;

  /** What the block before held, in the order of the log. */
  begin(): readonly string[] {
    const before = this.end();
    this.#records = [];
    return before;
  }

  /** False: it belongs to no block. */
  add(record: string): boolean {
    if (this.#records === undefined || this.#records.length >= LONGEST) return false;
    this.#records.push(record);
    return true;
  }

  get isOpen(): boolean {
    return this.#records !== undefined;
  }

  end(): readonly string[] {
    const records = this.#records?.reverse() ?? [];
    this.#records = undefined;
    return records;
  }
}
