/** Numbers one behind the other: what a column of many is made of, without growing lists for the memory to be cleaned of. */

const LEAST_NUMBERS = 1024;

export class NumberColumn {
  #numbers = new Float64Array(LEAST_NUMBERS);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#numbers.length) this.#grow();
    this.#numbers[this.#length++] = value;
  }

  values(): Float64Array {
    return this.#numbers.subarray(0, this.#length);
  }

  #grow(): void {
    const larger = new Float64Array(this.#numbers.length * 4);
    larger.set(this.#numbers);
    this.#numbers = larger;
  }
}
