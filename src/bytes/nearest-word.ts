/** Did you mean …? The known word that is nearest to a mistyped one. */

/** Undefined when nothing is near enough: at most a third of the letters may be wrong. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.floor(word.length / 3) + 1;
  const wanted = word.slice(0, LONGEST).toLowerCase();
  for (const candidate of known) {
    if (Math.abs(candidate.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** The last words of a message about `word`: empty when nothing known is near. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const near = nearest(word, known);
  return near === undefined ? '' : `; did you mean ${near}?`;
}

const LONGEST = 64;

/** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
function editDistance(one: string, other: string): number {
  let older: number[] = [];
  let previous = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const cost = one[i - 1] === other[j - 1] ? 0 : 1;
      let distance = Math.min(way(previous, j) + 1, way(row, j - 1) + 1, way(previous, j - 1) + cost);
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (isSwap) distance = Math.min(distance, way(older, j - 2) + 1);
      row.push(distance);
    }
    [older, previous] = [previous, row];
  }
  return way(previous, other.length);
}

/** Endless where there is none. */
function way(row: readonly number[], place: number): number {
  return row[place] ?? Number.POSITIVE_INFINITY;
}
