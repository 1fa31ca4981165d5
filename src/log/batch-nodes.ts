/** Names of nodes in a batch: an event has a number, as few names come many times and nobody reads most of them. */
export interface BatchNodes {
  /** By event: 0 for none, else 1 more than the name's place. Empty when no event of the batch has a node. */
  readonly numbers: Int32Array;
  readonly names: readonly string[];
}

export const NO_NODES: BatchNodes = { numbers: new Int32Array(0), names: [] };

export function nodeOf({ numbers, names }: BatchNodes, event: number): string | undefined {
  const number = numbers[event] ?? 0;
  return number === 0 ? undefined : names[number - 1];
}

/** Those of a batch that is put together event by event. */
export class OpenNodes {
  readonly #numbers: number[] = [];
  readonly #names = new Map<string, number>();

  /** Of the next event. */
  add(name: string | undefined): void {
    this.#numbers.push(name === undefined ? 0 : this.#numberOf(name));
  }

  /** Events so far. */
  get count(): number {
    return this.#numbers.length;
  }

  /** As they stand. */
  closed(): BatchNodes {
    if (this.#names.size === 0) return NO_NODES;
    return { numbers: Int32Array.from(this.#numbers), names: [...this.#names.keys()] };
  }

  #numberOf(name: string): number {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    this.#names.set(name, this.#names.size + 1);
    return this.#names.size;
  }
}
