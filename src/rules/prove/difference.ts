/** What a comparison of two rule sets finds: one witness for each pair of rules that make a difference. */
import type { Machine } from '../../tables/syscalls.js';
import type { Decision } from '../model/decide.js';
import type { FilterEvent } from '../model/event.js';
import type { CallClass } from './calls.js';

export type DifferenceKind = 'only first' | 'only second' | 'key';

export interface Difference {
  readonly kind: DifferenceKind;
  /** Attributes are all known; put to the model, it gives `one` and `other`. */
  readonly witness: FilterEvent;
  readonly one: Decision;
  readonly other: Decision;
  /** The calls for which these two rules differ in this way; none on lists that are not about calls. */
  readonly calls: readonly CallClass[];
  /** On these lists: what is treated differently, in words. Byte string. */
  readonly subject?: string;
}

export interface Comparison {
  readonly differences: readonly Difference[];
  /** What could not be settled; with no differences and nothing here the sets are equal. */
  readonly unsettled: readonly string[];
  /** Rules of the second set that record what the first does, under the same key. */
  readonly agreed: ReadonlySet<string>;
  /** Rules of the second set that do for other files what those do that are named. */
  readonly alike: ReadonlySet<string>;
}

export interface CompareOptions {
  /** Only events that the first set records; what other lists do beyond dropping record types is the caller's to tell. */
  readonly onlyFirst?: boolean;
  /** Stop at the first event that only the first set records, or at the first difference of any kind. */
  readonly stopAt?: 'loss' | 'difference';
  /** What the rules are for; x86_64, or the machine that they name, unless given. */
  readonly machine?: Machine | undefined;
  /** Cells for one kind of call on one file. */
  readonly cellLimit?: number;
  /** Rules that may still be asked, and values looked at, over all calls and files; comparisons may share it. */
  readonly budget?: Budget;
}

/** Of a whole command: a rule that is asked takes one of it, whatever for. */
export interface Budget {
  left: number;
}

/** An event that is put to both sets takes as long as so many rules, and those that it is put to. */
export const CASE_WORK = 40;

/** The budget is spent. */
export const TOO_LARGE = 'too large: the search was ended';

interface Growing extends Difference {
  readonly calls: CallClass[];
}

/** Collects one witness for each pair of rules. */
export class Found {
  readonly #differences = new Map<string, Growing>();
  /** Byte strings; for `Comparison`. */
  readonly agreed: Set<string> = new Set();
  readonly #onlyFirst: boolean;
  /** Byte strings; for `Comparison`. */
  readonly alike: Set<string> = new Set();
  #hasLoss = false;

  constructor(onlyFirst: boolean) {
    this.#onlyFirst = onlyFirst;
  }

  /** Whether there is nothing to look for any more. */
  has(wanted: CompareOptions['stopAt']): boolean {
    return wanted === 'loss' ? this.#hasLoss : wanted === 'difference' && this.#differences.size > 0;
  }

  get count(): number {
    return this.#differences.size;
  }

  /** The same for another call. */
  also(difference: Difference, call: CallClass): void {
    const known = this.#differences.get(pairOf(difference));
    if (known && !known.calls.includes(call)) known.calls.push(call);
  }

  /** `isOfTwo`: of a call that takes two files, of which a rule about the other one may be what records it. */
  judge(
    call: CallClass,
    witness: FilterEvent,
    one: Decision,
    other: Decision,
    isOfTwo: boolean,
  ): Difference | undefined {
    if (this.#onlyFirst && isOfTwo && other.recorded === true) return undefined;
    if (one.recorded === other.recorded && (one.recorded !== true || one.key === other.key)) {
      if (one.recorded === true) this.agreed.add(other.rule ?? '');
      return undefined;
    }
    const kind = one.recorded === other.recorded ? 'key' : one.recorded === true ? 'only first' : 'only second';
    if (this.#onlyFirst && kind === 'only second') return undefined;
    if (kind === 'only first') this.#hasLoss = true;
    let known = this.#differences.get(pairOf({ kind, one, other }));
    if (!known) {
      known = { kind, witness, one, other, calls: [] };
      this.#differences.set(pairOf(known), known);
    }
    if (!known.calls.includes(call)) known.calls.push(call);
    return known;
  }

  /** One of another list. */
  add(difference: Difference): void {
    this.#differences.set(`${this.#differences.size}`, { ...difference, calls: [...difference.calls] });
    if (difference.kind === 'only first') this.#hasLoss = true;
  }

  result(unsettled: readonly string[]): Comparison {
    return { differences: [...this.#differences.values()], unsettled, agreed: this.agreed, alike: this.alike };
  }
}

function pairOf({ kind, one, other }: Pick<Difference, 'kind' | 'one' | 'other'>): string {
  return [kind, one.rule, other.rule].join('\0');
}
