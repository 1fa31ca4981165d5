/** One word or more that stand for a stretch of time: `yesterday`, `2026-11-22`, `-2h`, `2026-11-01..2026-11-08`. */
import { parseTimeWords, type TimeContext } from './time.js';

export interface TimeSpan {
  /** Seconds since the epoch, inclusive. */
  readonly start: number;
  readonly end: number;
}

const DAY = 86400;
/** Words of -ts that stand for a whole day or more, and what ends them; others end now. */
const ENDS: Readonly<Record<string, string>> = { yesterday: 'today', 'week-ago': 'this-week' };

/** Undefined for what is no time. A date is its whole day. */
export function parseTimeSpan(text: string, context: TimeContext): TimeSpan | undefined {
  const now = context.now ?? Math.floor(Date.now() / 1000);
  const [from = '', to] = text.split('..');
  const start = timeOf(from, context);
  if (start === undefined) return undefined;
  if (to !== undefined) {
    const end = timeOf(to, context);
    return end === undefined ? undefined : { start, end: end - 1 };
  }
  const next = ENDS[from];
  if (next !== undefined) return { start, end: (timeOf(next, context) ?? now + 1) - 1 };
  return { start, end: isDate(from) ? start + DAY - 1 : now };
}

function timeOf(text: string, context: TimeContext): number | undefined {
  try {
    return parseTimeWords('start', '--compare', isDate(text) ? [text, '00:00:00'] : [text], context);
  } catch {
    return undefined; // the caller says what it is not
  }
}

function isDate(text: string): boolean {
  return /^\d+[/.-]\d+[/.-]\d+$/.test(text);
}
