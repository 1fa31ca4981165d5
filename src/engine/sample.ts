/** A look at how a log begins, before it is read: only of what can be read twice. */
import { AuditError } from '../errors.js';
import type { Source } from '../input/source.js';

const LENGTH = 4 << 20;

/** The first 4 MiB as a byte string, less where it can't be read on; empty if there is nothing that can be looked at. */
export async function sampleOf(source: Source): Promise<string> {
  if (!source.canReopen()) return '';
  const space = Buffer.allocUnsafe(LENGTH);
  let used = 0;
  try {
    const reader = await (source.begin?.() ?? source.open());
    try {
      for (let got = -1; used < LENGTH && got !== 0; used += got) got = await reader.read(space.subarray(used));
    } finally {
      await reader.close();
    }
  } catch (error) {
    if (!(error instanceof AuditError)) throw error; // reading it for good will say why
  }
  return space.toString('latin1', 0, used);
}
