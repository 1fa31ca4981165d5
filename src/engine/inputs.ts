/** From what is to be read to readers of it. */
import type { Input } from '../input/discover.js';
import { openLog, standardInput, type TimeRange } from '../input/reader.js';
import type { ScanInput } from './scan.js';

/** With `range`, parts of a log that hold other times may be left out. */
export function openInput({ kind, path }: Input, range?: TimeRange): ScanInput {
  return { name: path, open: kind === 'pipe' ? async () => standardInput(process.stdin) : () => openLog(path, range) };
}
