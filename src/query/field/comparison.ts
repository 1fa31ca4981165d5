/** A comparison with a field, as plain data. */

/**
 * It holds when some field of that name, in some record, meets it. `contains`: the text occurs in the value; `~`: the regular
 * expression finds something there; `in`: one of the values, or subnets of addresses; `has`: there is such a field at all.
 */
export type Operator = 'has' | '=' | '<' | '<=' | '>' | '>=' | '~' | 'contains' | 'in';

export interface Comparison {
  /** Only in records of this type (`PATH.name`). */
  readonly type?: number;
  /** As the log has it (`exe`, `a0`), in capitals for a name that the log adds (`AUID`), or one of `derived/list.ts`. */
  readonly field: string;
  readonly operator: Operator;
  /** As they were written, byte strings; read by the kind of the field. None for `has`, several for `in`, else one. */
  readonly values: readonly string[];
}
