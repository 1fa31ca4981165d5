/** Digits. Whole numbers as C reads them: `c-number.ts`. */

/** The value of a hexadecimal digit of either case; -1 for any other byte, and for NaN behind the end of a text. */
export function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
