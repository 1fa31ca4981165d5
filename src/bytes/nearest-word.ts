/** Did you mean …? The known word that is nearest to a mistyped one. */

/** Undefined when nothing is near enough: at most a third of the letters may be wrong. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  const wanted = word.slice(0, LONGEST).toLowerCase();
  let bestDistance = Math.floor(wanted.length / 3) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, candidate.toLowerCase(), bestDistance);
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
/** Of candidates that are looked at none is a third longer. */
const row = (): Uint16Array => new Uint16Array(2 * LONGEST + 2);
const ROWS = [row(), row(), row()] as const;

/**
 * Insertions, deletions, replacements and swaps of neighbours that turn one word into the other; any number from `enough` on when
 * there are at least so many. Rows of the usual table are used again in turn.
 */
function editDistance(one: string, other: string, enough: number): number {
  let [older, previous, row] = [ROWS[0], ROWS[1], ROWS[2]];
  for (let j = 0; j <= other.length; j++) previous[j] = j;
  let leastBefore = 0;
  for (let i = 1; i <= one.length; i++) {
    let least = i;
    row[0] = i;
    for (let j = 1; j <= other.length; j++) {
      const cost = one.charCodeAt(i - 1) === other.charCodeAt(j - 1) ? 0 : 1;
      let distance = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + cost);
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (isSwap) distance = Math.min(distance, older[j - 2]! + 1);
      row[j] = distance;
      least = Math.min(least, distance);
    }
    // A swap looks back over two rows.
    if (least >= enough && leastBefore >= enough) return enough;
    leastBefore = least;
    [older, previous, row] = [previous, row, older];
  }
  return previous[other.length]!;
}
