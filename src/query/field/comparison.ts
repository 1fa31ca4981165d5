/** A comparison with a field of the log, as plain data. */

/**
 * It holds when some field of that name, in some record, meets it. `contains`: the text occurs in the value, as it stands
 * in the log or decoded.
 */
export type Operator = '=' | 'contains';

export interface Comparison {
  /** As the log has it (`exe`, `a0`), or in capitals for a name that the log adds (`AUID`). */
  readonly field: string;
  readonly operator: Operator;
  /** As it was written; read by the kind of the field. */
  readonly value: string;
}
