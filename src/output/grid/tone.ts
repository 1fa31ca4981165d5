/** Values that catch the eye, wherever they stand in a table. */
import type { ChalkInstance } from 'chalk';

const tones: Readonly<Record<string, 'red' | 'green'>> = { no: 'red', denied: 'red', yes: 'green', granted: 'green' };

export function toned(text: string, paint: ChalkInstance): string {
  const tone = Object.hasOwn(tones, text) ? tones[text] : undefined;
  return tone === undefined ? text : paint[tone](text);
}
