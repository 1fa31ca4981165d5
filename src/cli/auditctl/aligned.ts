/** Rows of words in columns for people: numbers to the right, in front of what they count. */

/** The first cell of a row is what it is about, and stands last; the others are right-aligned. Byte strings. */
export function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const [, ...cells] of rows)
    for (const [i, cell] of cells.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return rows.map(([what = '', ...cells]) =>
    [...cells.flatMap((cell, i) => (widths[i] === 0 ? [] : [cell.padStart(widths[i] ?? 0)])), what].join('  '),
  );
}
