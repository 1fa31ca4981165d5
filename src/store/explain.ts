/** `--explain-query`: how a store is asked, how much it gives, and what is left to be checked here. */
import type { Criterion } from '../query/criterion.js';
import { printExpression } from '../query/expression/print.js';
import { undecided } from './bounds.js';
import type { CountQuestion } from './count.js';
import { anyOf } from './predicate.js';
import type { Estimate, Store } from './stored-stream.js';
import { type Interest, isCountable, secondsOf, usablePredicate } from './stream-source.js';

/** Streams that are named one by one. */
const MOST_NAMED = 10;

/** Of a report that stores count, by questions about the same events. */
export async function explainCount(
  store: Store,
  interest: Interest,
  questions: readonly CountQuestion[],
): Promise<readonly string[]> {
  const whole: string[] = [];
  for (const stream of store.streams) if (!(await isCountable(stream, interest))) whole.push(stream.name);
  return [
    `${store.name}: ${counted(store.streams.length, 'stream')}`,
    ...questions.map((question) => `  ${store.countText(question)}`),
    '  read and counted here, as their columns do not say it all:',
    `    ${estimateText(await store.estimate(secondsOf(interest), anyOf(questions.map(({ read }) => read))))}`,
    ...wholeLines(whole),
  ];
}

function wholeLines(streams: readonly string[]): readonly string[] {
  if (streams.length === 0) return [];
  return [
    '  of these all lines of that time, as events near its edges came late, were put together in another way, or logs follow one another closely:',
    ...named(streams).map((name) => `    ${name}`),
  ];
}

/** Lines for people. `criterion`: what the interest's predicate was made of. */
export async function explainStore(
  store: Store,
  interest: Interest,
  criterion?: Criterion,
): Promise<readonly string[]> {
  const seconds = secondsOf(interest);
  const whole: string[] = [];
  for (const stream of store.streams) if (!(await usablePredicate(stream, interest))) whole.push(stream.name);
  const isChosen = interest.predicate !== undefined && whole.length < store.streams.length;
  const predicate = isChosen ? interest.predicate : undefined;
  const lines = [
    `${store.name}: ${counted(store.streams.length, 'stream')}`,
    `  ${store.question(seconds, predicate)}`,
    `  ${estimateText(await store.estimate(seconds, predicate))}`,
  ];
  return [...lines, ...(isChosen ? wholeLines(whole) : []), ...leftLines(criterion, predicate !== undefined)];
}

function estimateText({ wanted, all, isAbout }: Estimate): string {
  const share = all === 0 ? 0 : (100 * wanted) / all;
  return `${isAbout ? 'about ' : ''}${wanted} of ${all} events (${share.toFixed(share < 1 ? 3 : 1)} %)`;
}

function leftLines(criterion: Criterion | undefined, isChosen: boolean): readonly string[] {
  if (!criterion) return ['  every event of that time is read and told here'];
  if (!isChosen) return ['  every event of that time is read, and checked here:', `    ${printExpression(criterion)}`];
  const left = undecided(criterion);
  if (left.length === 0) return ['  checked here: the same again, on the lines'];
  return ['  checked here, on the lines: the same again, and', ...left.map((part) => `    ${printExpression(part)}`)];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function named(streams: readonly string[]): readonly string[] {
  const more = streams.length - MOST_NAMED;
  return more > 0 ? [...streams.slice(0, MOST_NAMED), `and ${more} more`] : streams;
}
