/** Words of a described event that would be taken for something else than meant. */
import type { FilterEvent } from '../../rules/model/event.js';

const MOST_ID = 0xffffffff;
/** Linux errno range of results. */
const LEAST_ERROR = -4095;
const answers: ReadonlySet<string> = new Set(['yes', 'no', '1', '0', 'true', 'false']);

/** What is wrong with them; `undefined` when nothing is that reading them would not tell. */
export function wordProblem(words: readonly string[]): string | undefined {
  const seen = new Set<string>();
  for (const word of words) {
    const equals = word.indexOf('=');
    const name = word.slice(0, Math.max(equals, 0));
    if (name === '') continue;
    if (seen.has(name))
      return `${name} is given twice${name === 'path' ? ': a described event is about one file; --event takes those of a log' : ''}`;
    seen.add(name);
    const problem = valueProblem(name, word.slice(equals + 1));
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function valueProblem(name: string, value: string): string | undefined {
  if (name === 'path' || name === 'exe')
    return value.startsWith('/') ? undefined : `${name} needs a whole path, not ${value || "''"}`;
  if (name === 'success') return answers.has(value) ? undefined : `success is yes or no, not ${value || "''"}`;
  if (name === 'exit' || name === 'arch' || /^a[0-3]$/.test(name)) return undefined;
  const isBeyond = value.split(',').some((each) => Number(each) > MOST_ID || Number(each) < -1);
  return isBeyond ? `${name} needs a number from 0 to ${MOST_ID}, not ${value}` : undefined;
}

/** Results that exclude each other. */
export function resultProblem({ exit, success }: FilterEvent): string | undefined {
  if (typeof exit !== 'number' || typeof success !== 'boolean') return undefined;
  const isError = exit < 0 && exit >= LEAST_ERROR;
  return isError === success ? `exit=${exit} and success=${success ? 'yes' : 'no'} exclude each other` : undefined;
}
