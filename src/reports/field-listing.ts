/** The listing that `--columns` asks for: a column for each field, its values one after the other. */
import type { GroupKey } from '../query/field/field-name.js';
import type { ValuesOf } from './field-values.js';
import type { Reading } from './reading.js';
import type { Column, Listing } from './report.js';

/** In a worker. */
export function fieldListing(keys: readonly GroupKey[], readers: readonly ValuesOf[]): Listing {
  const columns = keys.map((key, i) => column(key, ({ event }) => readers[i]?.(event) ?? []));
  return { kind: 'listing', differsInShape: true, columns };
}

/** On the main thread, where only the headings matter. */
export function fieldHeadings(keys: readonly GroupKey[]): Listing {
  return { kind: 'listing', columns: keys.map((key) => column(key, () => [])) };
}

function column({ label }: GroupKey, valuesOf: (reading: Reading) => readonly string[]): Column<Reading> {
  return {
    key: label,
    title: label,
    absent: '?',
    escaped: true,
    text: (reading) => {
      const values = valuesOf(reading);
      return values.length === 0 ? undefined : values.join(',');
    },
  };
}
