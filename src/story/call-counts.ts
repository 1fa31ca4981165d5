/** System calls of a run, counted with their errors. */
import type { Call } from './call.js';

export interface CallCount {
  readonly name: string;
  readonly count: number;
  readonly errors: number;
  /** Error names, most frequent first. */
  readonly errorCounts: readonly (readonly [error: string, count: number])[];
}

interface Draft {
  count: number;
  readonly errors: Map<string, number>;
}

export class CallCounts {
  readonly #calls = new Map<string, Draft>();

  add({ name, error }: Call): void {
    let call = this.#calls.get(name);
    if (!call) {
      call = { count: 0, errors: new Map() };
      this.#calls.set(name, call);
    }
    call.count++;
    if (error !== undefined) call.errors.set(error, (call.errors.get(error) ?? 0) + 1);
  }

  /** The most frequent first. */
  counts(): readonly CallCount[] {
    return [...this.#calls]
      .map(([name, { count, errors }]) => ({
        name,
        count,
        errors: [...errors.values()].reduce((sum, one) => sum + one, 0),
        errorCounts: [...errors].sort(([, one], [, other]) => other - one),
      }))
      .sort((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1));
  }
}
