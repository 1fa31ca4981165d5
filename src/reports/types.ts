/** Sets of record types, written as people speak of them: names, numbers and ranges. */
import type { AuditEvent } from '../log/event.js';
import { recordTypeNumber } from '../tables/record-types.js';

/** Every type that a set names lies below. */
export const TYPE_LIMIT = 4096;

export interface TypeSet {
  /** Ascending. */
  readonly types: readonly number[];
  readonly has: (type: number) => boolean;
  /** True when some record of the event has one of the types. */
  readonly in: (event: AuditEvent) => boolean;
}

/** Members: `'USER_LOGIN'` or `'1403-1417'` (inclusive). What they are is worked out when it is asked: a run needs few sets. */
export function typeSet(...members: readonly string[]): TypeSet {
  let known: Uint8Array | undefined;
  const bits = (): Uint8Array => {
    known ??= bitsOf(members);
    return known;
  };
  const has = (type: number): boolean => bits()[type] === 1; // outside the array: undefined
  return {
    get types() {
      return Array.from(bits().keys()).filter(has);
    },
    has,
    in: ({ records }) => {
      const wanted = bits();
      for (const { type } of records) if (wanted[type] === 1) return true;
      return false;
    },
  };
}

function bitsOf(members: readonly string[]): Uint8Array {
  const bits = new Uint8Array(TYPE_LIMIT);
  for (const member of members) {
    const [first, last] = typeRange(member);
    bits.fill(1, first, last + 1);
  }
  return bits;
}

/** First and last number of one member of a set. */
export function typeRange(member: string): readonly [first: number, last: number] {
  const range = /^(\d+)-(\d+)$/.exec(member);
  if (range) return [Number(range[1]), Number(range[2])];
  const type = recordTypeNumber(member);
  if (type < 0) throw new Error(`no record type ${member}`);
  return [type, type];
}
