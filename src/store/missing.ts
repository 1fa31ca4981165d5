/** Rows of a stream that a store has lost: a number is not there, of those that count without a gap. */

export interface MissingRows {
  /** First and last number. */
  readonly first: number;
  readonly last: number;
  /** Serials of the rows on both sides; 0: not an event, or none. */
  readonly serials: readonly [before: number, behind: number];
}

/** Stretches that are named one by one. */
export const MOST_NAMED = 10;

/** What is to be said about it. `all`: how many rows there should be. */
export function missingNote(stream: string, all: number, missing: number, stretches: readonly MissingRows[]): string {
  const named = stretches.slice(0, MOST_NAMED).map(stretchText).join(', ');
  const more = stretches.length > MOST_NAMED ? ' ...' : '';
  return `WARNING - ${missing} of ${all} rows of ${stream} are not there: ${named}${more}`;
}

function stretchText({ first, last, serials: [before, behind] }: MissingRows): string {
  const rows = first === last ? `${first}` : `${first} to ${last}`;
  if (before !== 0 && behind !== 0) return `${rows} (between serials ${before} and ${behind})`;
  if (behind !== 0) return `${rows} (before serial ${behind})`;
  return before === 0 ? rows : `${rows} (behind serial ${before})`;
}
