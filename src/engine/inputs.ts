/** From what is to be read to readers of it. */
import type { Input } from '../input/discover.js';
import { openLog, standardInput } from '../input/reader.js';
import type { ScanInput } from './scan.js';

export function openInput({ kind, path }: Input): ScanInput {
  return { name: path, open: kind === 'pipe' ? async () => standardInput(process.stdin) : () => openLog(path) };
}
