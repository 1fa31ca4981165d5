/**
 * What a line of interest holds, for the scan kernel. Needles prove absence only: a line that holds none of a query's
 * needles cannot make its event match; one that does is looked at properly. Unusual spellings count as found.
 */
export type Needle =
  /** The text itself. */
  | { readonly kind: 'text'; readonly text: string }
  /** `prefix` followed by this decimal number, or by something other than plain digits, or by 10 digits and more. */
  | { readonly kind: 'unsigned'; readonly prefix: string; readonly value: string }
  /** The same, where the number may be written with a minus sign. */
  | { readonly kind: 'signed'; readonly prefix: string; readonly value: string }
  /** `prefix` followed by neither `"` nor `(`: the value may be hex, which holds a text without showing it. */
  | { readonly kind: 'encoded'; readonly prefix: string };

/** Numbers of the kinds in scan.as.ts. */
export const NEEDLE_KINDS: Readonly<Record<Needle['kind'], number>> = { text: 0, unsigned: 1, signed: 2, encoded: 3 };
