/**
 * What a line of interest holds, for the scan kernel. Needles prove absence only: a line that holds none of a query's
 * needles cannot make its event match; one that does is looked at properly. Unusual spellings count as found.
 */
import * as layout from './layout.js';

export type Needle =
  /** The text itself. */
  | { readonly kind: 'text'; readonly text: string }
  /** `prefix` followed by this decimal number, or by something other than plain digits, or by 10 digits and more. */
  | { readonly kind: 'unsigned'; readonly prefix: string; readonly value: string }
  /** The same, where the number may be written with a minus sign. */
  | { readonly kind: 'signed'; readonly prefix: string; readonly value: string }
  /** These hex digits (in small letters here, in any there): a text that is encoded. */
  | { readonly kind: 'hex'; readonly text: string }
  /** `prefix` followed by quotes with the text between them, by a hex digit, or without quotes by the text in the same line. */
  | { readonly kind: 'string'; readonly prefix: string; readonly value: string }
  /** `prefix` followed by something other than `value`, or by that and a digit. */
  | { readonly kind: 'unlike'; readonly prefix: string; readonly value: string }
  /** The same, or by that and anything but a blank or the end of the text. */
  | { readonly kind: 'unlike word'; readonly prefix: string; readonly value: string }
  /** An address that is too short. */
  | { readonly kind: 'address'; readonly prefix: 'saddr=' }
  /** The same, or any IP address. */
  | { readonly kind: 'host'; readonly prefix: 'saddr=' };

/** Needles of which an event that matches holds at least one. */
export type NeedleGroup = readonly Needle[];

/** Their numbers in the kernel. */
export const NEEDLE_KINDS: Readonly<Record<Needle['kind'], number>> = {
  text: layout.KIND_TEXT,
  unsigned: layout.KIND_UNSIGNED,
  signed: layout.KIND_SIGNED,
  hex: layout.KIND_HEX,
  string: layout.KIND_STRING,
  address: layout.KIND_ADDRESS,
  host: layout.KIND_HOST,
  unlike: layout.KIND_UNLIKE,
  'unlike word': layout.KIND_UNLIKE_WORD,
};

/** The bytes of audit logs, the most frequent first; all others are rarer. */
const FREQUENT =
  '03= estdia612oc4u7r5mp":9nf_8gy/l.Db)(AECISxF\nhvLTR-UPO?\'kGNwHYMj,V\x1dBW{}KXzQ@[]qJ+;><\\*%Z#|^~!&';

/** Places of the two bytes that tell a text from others best; the same one twice if there is only one. */
export function rarestPlaces(text: string): readonly [number, number] {
  const rank = (byte: string | undefined): number => {
    const place = FREQUENT.indexOf(byte ?? '');
    return place < 0 ? FREQUENT.length : place;
  };
  const [first = 0, second = first] = Array.from(text, (_, place) => place).sort(
    (a, b) => rank(text[b]) - rank(text[a]),
  );
  return [first, second];
}
