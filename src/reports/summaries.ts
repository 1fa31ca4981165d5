/** What the summaries of several reports count. */
import type { Reading } from './reading.js';
import type { Countable, Summary } from './report.js';

/** The type of the first record. */
export const typeSummary: Summary = {
  items: 'type',
  key: 'type',
  reads: ['types'],
  count: (reading, add) => add(reading.firstType),
};

/** A text that an event may have; `escaped` says whether `--escape` applies to it. */
export function textSummary(
  key: string,
  reads: readonly Countable[],
  text: (reading: Reading) => string | undefined,
  escaped?: 'escaped',
): Summary {
  return {
    items: 'text',
    key,
    reads,
    ...(escaped ? { escaped: true } : {}),
    count: (reading, add) => {
      const item = text(reading);
      if (item !== undefined) add(item);
    },
  };
}
