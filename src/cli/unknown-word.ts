/** A word that is none of the few that were expected. */
import { didYouMean } from '../bytes/nearest-word.js';

/** Begins as the original's message, which a script gets alone unless a known word is near. */
export function unknownWord(
  word: string,
  option: string,
  known: readonly string[],
  { forPeople }: { readonly forPeople: boolean },
): string {
  const meant = didYouMean(word, known) || (forPeople ? `: ${known.join(', ')}` : '');
  return `Unknown option (${word})${meant === '' ? '' : ` for ${option}${meant}`}`;
}
