/** Which system calls a run records: all, those of the original's `-r`, or what `-e` and a report ask for. */

import { didYouMean } from '../bytes/nearest-word.js';
import { AuditError } from '../errors.js';
import * as tables from '../tables/generated/tables.js';
import { rows } from '../tables/lookup.js';
import { type Machine, syscallNumber } from '../tables/syscalls.js';

export interface NamedCalls {
  readonly names: ReadonlySet<string>;
  /** Recorded only where access was denied. */
  readonly ifDenied: ReadonlySet<string>;
}

export type CallChoice = 'all' | NamedCalls;

/** Of `tables/trace-classes.tsv`. */
export type CallClass = tables.CallClass;

const NONE: ReadonlySet<string> = new Set();

function callsOf(...classes: readonly CallClass[]): readonly string[] {
  return rows(tables.traceClasses).flatMap((row) => (classes.includes(row.class) ? [row.call] : []));
}

/** Classes for people; `file` with what only looks. */
const wordClasses: Readonly<Record<string, readonly CallClass[]>> = {
  exec: ['exec'],
  process: ['exec', 'process'],
  file: ['file', 'look'],
  network: ['network'],
  privilege: ['privilege'],
};

export const classWords: readonly string[] = Object.keys(wordClasses);

/** `-e`: names of calls and classes, with commas. Throws `AuditError` ('usage'). */
export function chosenCalls(text: string, machine: Machine | undefined): NamedCalls {
  const names = new Set<string>();
  for (const word of text.split(',')) {
    const classes = wordClasses[word];
    if (classes) for (const name of callsOf(...classes)) names.add(name);
    else if (machine && syscallNumber(machine, word) !== undefined) names.add(word);
    else throw unknownCall(word);
  }
  // What program a process runs, and when it began and ended, is told in every report.
  for (const name of callsOf('exec', 'process')) names.add(name);
  return { names, ifDenied: NONE };
}

function unknownCall(word: string): AuditError {
  const known = [...classWords, ...rows(tables.traceClasses).map(({ call }) => call)];
  const what = `neither a system call of this machine nor one of ${classWords.join(', ')}`;
  const text = `-e ${word}: ${what}${didYouMean(word, known)}`;
  return new AuditError('usage', text, { exitStatus: 1 });
}

/** `-r`: the calls of the original. */
export function reducedCalls(): NamedCalls {
  const names = rows(tables.autraceSyscalls).map(({ syscall }) => syscall);
  return { names: new Set([...names, 'socketcall']), ifDenied: NONE };
}

/** What tells about programs, files that were opened or changed, peers and privileges; of looks only those denied. */
export function toldCalls(classes: ReadonlySet<CallClass>): NamedCalls {
  return {
    names: new Set(callsOf('exec', 'process', ...classes)),
    ifDenied: new Set(classes.has('file') ? callsOf('look') : []),
  };
}
