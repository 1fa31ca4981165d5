/**
 * Whether what comes for the first time is worth remembering at once. Most logs soon say again what they said; of others hardly
 * anything comes again (files, inodes and sessions of their own in each event), and remembering all of it is a quarter of the
 * work and most of the memory. Nobody knows beforehand which log it is, so some is remembered at once, then nothing until it
 * comes a second time: when that happens often enough, some is remembered at once again.
 */

/** Remembered at once, before it is looked how many come again. */
const AT_ONCE = 2000;
/** New ones by which that is judged, and one of how many has to come again. */
const JUDGED_BY = 500;
const ONE_OF = 4;

export class FirstSight {
  #left: number;
  #new = 0;
  #again = 0;

  constructor(atOnce: number = AT_ONCE) {
    this.#left = atOnce;
  }

  /** Of something new. */
  isWorth(): boolean {
    if (this.#left > 0) {
      this.#left--;
      return true;
    }
    if (++this.#new >= JUDGED_BY) {
      if (this.#again * ONE_OF >= this.#new) this.#left = AT_ONCE;
      this.#new = 0;
      this.#again = 0;
    }
    return false;
  }

  /** To be called when something that was not worth it has come again. */
  cameAgain(): void {
    this.#again++;
  }
}
