/** Stores of logs among what -if names; nothing of what reads them is loaded until one is met. */
import type { DiscoveryRequest } from '../input/discover.js';
import type { Looked } from '../store/open.js';
import { parquetFilesAt } from '../store/parquet/find.js';

export function storedSources(looked: Looked): NonNullable<DiscoveryRequest['stores']> {
  return async (paths) => {
    const files: string[] = [];
    const rest = paths.filter((path) => {
      const found = path === '-' ? undefined : parquetFilesAt(path);
      files.push(...(found ?? []));
      return found === undefined;
    });
    if (files.length === 0) return { sources: [], rest };
    const { openParquet, interestOf } = await import('../store/open.js');
    return { sources: await openParquet([...new Set(files)], interestOf(looked)), rest };
  };
}
