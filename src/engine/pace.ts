/** How long the rest of the inputs will take, by the latest stretch of them: the first one is compiled while it runs. */
export class Pace {
  readonly #total: number;
  /** Where the latest stretch began, and what had been spent by then. */
  #bytes = 0;
  #ms = 0;

  /** `total`: bytes of all inputs; 0 when that is not known. */
  constructor(total: number) {
    this.#total = total;
  }

  /**
   * Milliseconds that are left, when `bytes` have been read and `ms` been spent; asked again where nothing more was read,
   * or asked for the first time, it says 0. Of a pipe nothing is known: it may go on for ever.
   */
  msLeft(bytes: number, ms: number): number {
    const stretch = bytes - this.#bytes;
    const spent = ms - this.#ms;
    const isFirst = this.#bytes === 0;
    if (stretch === 0) return 0;
    this.#bytes = bytes;
    this.#ms = ms;
    if (isFirst) return 0;
    return this.#total === 0 ? Number.POSITIVE_INFINITY : (spent / stretch) * (this.#total - bytes);
  }
}
