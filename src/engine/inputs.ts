/** From what is to be read to readers of it. */
import { statSync } from 'node:fs';
import { toPath } from '../bytes/text.js';
import { windowOf } from '../input/again/window.js';
import type { Input } from '../input/input.js';
import { openLog, type PartOf, standardInput } from '../input/reader.js';
import type { ScanInput } from './scan.js';

export function openInput({ kind, path }: Input, partOf?: PartOf): ScanInput {
  return { name: path, open: kind === 'pipe' ? async () => standardInput(process.stdin) : () => openLog(path, partOf) };
}

/** For logs whose stamps rise: the part that can hold the seconds from `start` to `end`; 0 or undefined: no limit. */
export function partByTime({
  start,
  end,
}: {
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}): PartOf {
  return (fd) => windowOf(fd, start || undefined, end || undefined);
}

/** Bytes of all files; 0 if there is an input whose size cannot be known. */
export function totalSize(inputs: readonly Input[]): number {
  let total = 0;
  for (const { kind, path } of inputs) {
    const size = kind === 'file' ? statSync(toPath(path), { throwIfNoEntry: false })?.size : 0;
    if (!size) return 0;
    total += size;
  }
  return total;
}
