/** A look at how a log begins, before it is read: only of plain files, which can be read twice. */
import { statSync } from 'node:fs';
import { toPath } from '../bytes/text.js';
import type { Input } from '../input/input.js';
import { openInput } from './inputs.js';

const LENGTH = 4 << 20;

/** The first 4 MiB as a byte string; empty if there is nothing that can be looked at. */
export async function sampleOf({ kind, path }: Input): Promise<string> {
  if (kind !== 'file' || !isPlainFile(path)) return '';
  const reader = await openInput({ kind, path }).open();
  try {
    const space = Buffer.allocUnsafe(LENGTH);
    let used = 0;
    while (used < LENGTH) {
      const length = await reader.read(space.subarray(used));
      if (length === 0) break;
      used += length;
    }
    return space.toString('latin1', 0, used);
  } finally {
    await reader.close();
  }
}

function isPlainFile(path: string): boolean {
  try {
    return statSync(toPath(path)).isFile();
  } catch {
    return false; // opening it will say why
  }
}
