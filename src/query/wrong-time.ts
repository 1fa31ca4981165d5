/** Which part of the words behind -ts and -te is wrong, where more can be told than that they were not understood. */
import { didYouMean } from '../bytes/nearest-word.js';
import type { TimeBound } from './moment.js';

/** What times are called in words. */
export const TIME_KEYWORDS = [
  'now',
  'recent',
  'this-hour',
  'boot',
  'today',
  'yesterday',
  'this-week',
  'week-ago',
  'this-month',
  'this-year',
] as const;

/**
 * The message; undefined: the original's says it all, or a script gets it. `isOurs`: a date in one of our own forms, about
 * which the original has nothing to say.
 */
export function wrongPart(
  bound: TimeBound,
  words: readonly string[],
  { isOurs, forPeople }: { readonly isOurs: (word: string) => boolean; readonly forPeople: boolean },
): string | undefined {
  const hasOurDate = words.some((word) => ISO_DATE.test(word) || isOurs(word));
  for (const word of words) {
    const impossible = hasOurDate || forPeople ? impossibleIn(word) : undefined;
    if (impossible !== undefined) {
      return `Invalid ${bound} ${word.includes(':') ? 'time' : 'date'} (${word}): there is no ${impossible}`;
    }
    const isMisspelled = !isKeyword(forPeople ? word : word.trim().toLowerCase());
    const meant = isMisspelled ? didYouMean(word, TIME_KEYWORDS) : '';
    if (meant !== '') return `Invalid ${bound} date (${word})${meant}`;
  }
  const time = words.length > 1 && hasOurDate ? words.find((word) => !isOurs(word)) : undefined;
  return time && `Invalid ${bound} time (${time}). Hour, Minute, and Second are required.`;
}

function isKeyword(word: string): boolean {
  return TIME_KEYWORDS.some((keyword) => keyword === word);
}

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

function impossibleIn(word: string): string | undefined {
  const [, hour, minute, second] = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?$/.exec(word) ?? [];
  if (hour !== undefined) {
    if (Number(hour) > 23) return `hour ${hour}`;
    if (Number(minute) > 59) return `minute ${minute}`;
    return Number(second) > 60 ? `second ${second}` : undefined;
  }
  const [, year, month, day] = ISO_DATE.exec(word) ?? [];
  if (year === undefined) return undefined;
  if (Number(month) < 1 || Number(month) > 12) return `month ${month}`;
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number(day) < 1 || Number(day) > last ? `day ${day} in ${year}-${month}` : undefined;
}

/** What to say about two bounds between which no event can lie. */
export function emptySpan(start: number | undefined, end: number | undefined): readonly string[] {
  if (!start || !end || start <= end) return [];
  return ['The time of -te is before that of -ts, so nothing can match'];
}
