import type { ValueKind } from '../value-test.js';
import { plainText } from '../value-text.js';

/** The kernel writes yes and no, or 1 and 0; programs write success and failed. */
const words: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['1', true],
  ['success', true],
  ['no', false],
  ['0', false],
  ['failed', false],
]);

export const outcome: ValueKind = {
  equal: (written) => {
    const wanted = words.get(written.toLowerCase());
    if (wanted === undefined) return (raw) => raw === written;
    return (raw) => words.get(plainText(raw)) === wanted;
  },
  text: plainText,
  needles: () => undefined,
};
