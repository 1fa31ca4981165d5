/** The words behind `diff`, `covers`, `lint` and the other questions about rules: operands, and options that all of them know. */

import { didYouMean } from '../../bytes/nearest-word.js';
import { fromBytes, toBytes } from '../../bytes/text.js';
import { AuditError } from '../../errors.js';
import { terminalSafeJson } from '../../output/terminal.js';
import { type Machine, machineByName, machineNames } from '../../tables/syscalls.js';
import { STANDARD_INPUT, USAGE } from './rule-sets.js';

export interface Question {
  readonly operands: readonly string[];
  /** What stands behind `--`. */
  readonly behind: readonly string[];
  /** Option with its dashes → its value, the last if it was given again; empty for an option without. */
  readonly options: ReadonlyMap<string, string>;
  /** Every value of an option, in order. */
  readonly values: (option: string) => readonly string[];
}

/** `known`: option → whether it takes a value. Throws `AuditError` ('usage') with status 2. */
export function readQuestion(words: readonly string[], known: Readonly<Record<string, boolean>>): Question {
  const operands: string[] = [];
  const options = new Map<string, string>();
  const given: (readonly [string, string])[] = [];
  const values = (option: string) => given.filter(([name]) => name === option).map(([, value]) => value);
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '--') return onceFromStandardInput({ operands, behind: words.slice(i + 1), options, values }, given);
    if (word === STANDARD_INPUT || !word.startsWith('-')) {
      operands.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    const takesValue = known[name];
    if (takesValue === undefined) throw misused(unknownOption(word, name, Object.keys(known)));
    if (!takesValue && equals >= 0) throw misused(`${name} takes no value`);
    const value = takesValue ? (equals < 0 ? words[++i] : word.slice(equals + 1)) : '';
    if (value === undefined) throw misused(`${name} needs a value`);
    options.set(name, value);
    given.push([name, value]);
  }
  return onceFromStandardInput({ operands, behind: [], options, values }, given);
}

function onceFromStandardInput(question: Question, given: readonly (readonly [string, string])[]): Question {
  const uses = [...question.operands, ...given.map(([, value]) => value)].filter((name) => name === STANDARD_INPUT);
  if (uses.length > 1) throw misused('standard input can be read once only: give one -');
  return question;
}

function unknownOption(word: string, name: string, known: readonly string[]): string {
  return `unknown option ${word}${didYouMean(name, known) || ` (known: ${known.join(' ')})`}`;
}

/** The machine that `--arch` names; `undefined` without. */
export function machineAsked({ options }: Question): Machine | undefined {
  const name = options.get('--arch');
  if (name === undefined) return undefined;
  const machine = machineByName(name);
  if (machine?.elf === undefined) throw misused(unknownMachine(name));
  return machine;
}

/** What to say of a name that is no machine's. */
export function unknownMachine(name: string): string {
  const meant = didYouMean(name, machineNames()) || ` (known: ${machineNames().join(' ')})`;
  return `--arch does not know the machine ${name || "''"}${meant}`;
}

export function misused(text: string): AuditError {
  return new AuditError('usage', text, { exitStatus: USAGE });
}

/** Byte strings become text where they are UTF-8, controls of theirs escapes; the result is a byte string with a newline at the end. */
export function jsonDocument(value: unknown): string {
  const text = JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? fromBytes(part) : part), 2);
  return terminalSafeJson(`${toBytes(text)}\n`);
}
