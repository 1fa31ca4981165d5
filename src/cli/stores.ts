/** Stores of logs among what -if names; nothing of what reads them is loaded until one is met. */
import type { DiscoveryRequest } from '../input/discover.js';
import { parquetFilesAt } from '../store/parquet/find.js';

/** First and last second that a run looks at; 0 or undefined: no limit. */
export interface Seconds {
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}

export function storedSources({ start, end }: Seconds): NonNullable<DiscoveryRequest['stores']> {
  return async (paths) => {
    const files: string[] = [];
    const rest = paths.filter((path) => {
      const found = path === '-' ? undefined : parquetFilesAt(path);
      files.push(...(found ?? []));
      return found === undefined;
    });
    if (files.length === 0) return { sources: [], rest };
    const { openParquet } = await import('../store/open.js');
    return { sources: await openParquet([...new Set(files)], { ...(start && { start }), ...(end && { end }) }), rest };
  };
}
