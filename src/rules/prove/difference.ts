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
  /** Whether the first set records any event that was looked at, and whether the second one does. */
  readonly agreed: ReadonlyMap<string, FilterEvent>;
}

export interface CompareOptions {
  /** Only events that the first set records; what other lists do beyond dropping record types is the caller's to tell. */
  readonly onlyFirst?: boolean;
  /** Stop at the first event that only the first set records, or at the first difference of any kind. */
  readonly stopAt?: 'loss' | 'difference';
  /** What the rules are for; x86_64, or the machine that they name, unless given. */
  readonly machine?: Machine | undefined;
  /** Cells for one kind of call on one file, and for all. */
  readonly cellLimit?: number;
  readonly totalLimit?: number;
  /** Rules asked, over all calls and files. */
  readonly workLimit?: number;
}

interface Growing extends Difference {
  readonly calls: CallClass[];
}

/** Collects one witness for each pair of rules. */
export class Found {
  readonly #differences = new Map<string, Growing>();
  readonly #agreed = new Map<string, FilterEvent>();
  readonly #onlyFirst: boolean;
  #hasLoss = false;

  constructor(onlyFirst: boolean) {
    this.#onlyFirst = onlyFirst;
  }

  /** Whether there is nothing to look for any more. */
  has(wanted: CompareOptions['stopAt']): boolean {
    return wanted === 'loss' ? this.#hasLoss : wanted === 'difference' && this.#differences.size > 0;
  }

  /** `isOfTwo`: of a call that takes two files, of which a rule about the other one may be what records it. */
  judge(call: CallClass, witness: FilterEvent, one: Decision, other: Decision, isOfTwo: boolean): void {
    if (this.#onlyFirst && isOfTwo && other.recorded === true) return;
    if (one.recorded === other.recorded && (one.recorded !== true || one.key === other.key)) {
      if (one.recorded === true && !this.#agreed.has(other.rule ?? '')) this.#agreed.set(other.rule ?? '', witness);
      return;
    }
    const kind = one.recorded === other.recorded ? 'key' : one.recorded === true ? 'only first' : 'only second';
    if (this.#onlyFirst && kind === 'only second') return;
    if (kind === 'only first') this.#hasLoss = true;
    const pair = [kind, one.rule, other.rule].join('\0');
    let known = this.#differences.get(pair);
    if (!known) {
      known = { kind, witness, one, other, calls: [] };
      this.#differences.set(pair, known);
    }
    if (!known.calls.includes(call)) known.calls.push(call);
  }

  /** One of another list. */
  add(difference: Difference): void {
    this.#differences.set(`${this.#differences.size}`, { ...difference, calls: [...difference.calls] });
    if (difference.kind === 'only first') this.#hasLoss = true;
  }

  result(unsettled: readonly string[]): Comparison {
    return { differences: [...this.#differences.values()], unsettled, agreed: this.#agreed };
  }
}
