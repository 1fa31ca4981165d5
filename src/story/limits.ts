/** What a log cannot show, because nobody had it recorded. */
import type { Call } from './call.js';

export class LogLimits {
  #starts = false;
  #ends = false;
  #calls = 0;

  add({ name }: Call): void {
    this.#calls++;
    if (name === 'clone' || name === 'clone3' || name === 'fork' || name === 'vfork') this.#starts = true;
    else if (name === 'exit_group') this.#ends = true;
  }

  /** Sentences for people. */
  notes(): readonly string[] {
    if (this.#calls === 0) return ['the log has no system calls: which processes ran is not known'];
    const notes: string[] = [];
    if (!this.#starts) {
      notes.push('the log has no clone or fork: processes that ran no program are missing, and parents that had ended');
    }
    if (!this.#ends) notes.push('the log has no exit_group: how processes ended, and when, is not known');
    return notes;
  }
}
