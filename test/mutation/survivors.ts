/** Faults that no test can see, each with its reason: what they change is nothing that the room promises. */
import { tsvRows } from '../support/tsv.js';
import type { Mutant } from './mutants.js';

const explained: ReadonlyMap<string, string> = new Map(
  tsvRows('test/mutation/survivors.tsv').map(({ file, code, operator, fault, why = '' }) => [
    [file, code, operator, fault].join('\t'),
    why,
  ]),
);

/** By what stands in the line, not by its number. Undefined: it is to be found by a test. */
export function explanationOf({ file, code, operator, was, text }: Mutant): string | undefined {
  return explained.get([file, code, operator, `${was} → ${text.split('\n')[0]}`].join('\t'));
}
