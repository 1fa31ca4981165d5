/**
 * Rule files judged without a kernel: every error of every line, for one or more machines, and what is legal but
 * surely not meant. Files are taken in order as one set, so that duplicates across files are found.
 */
import type { Machine } from '../tables/syscalls.js';
import type { RuleContext } from './draft.js';
import { encodeRule } from './encode.js';
import { FIELD_DIR, FIELD_EXE, FIELD_PATH } from './fields.js';
import { type FileLine, ruleLines } from './file.js';
import { kernelRefusals } from './kernel-checks.js';
import type { RulesSource } from './merge.js';
import { type Control, parseLine } from './parse.js';
import { RuleError } from './problem.js';
import type { RuleChange } from './rule.js';
import { settingValue } from './settings.js';

export interface Finding {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in bytes. */
  readonly column: number;
  readonly level: 'error' | 'warning';
  readonly reason: string;
  readonly hint: string | undefined;
  /** Name of the machine when not all of the checked ones have the problem. */
  readonly machine: string | undefined;
}

export interface CheckOptions {
  /** At least one. */
  readonly machines: readonly (Machine | undefined)[];
  userId(name: string): number | undefined;
  groupId(name: string): number | undefined;
  isDirectory(path: string): boolean;
  /** Whether the path exists here; without it paths are not looked at. */
  readonly exists?: ((path: string) => boolean) | undefined;
  /** How a line is called in hints; `FILE:LINE` unless given. */
  readonly place?: (file: string, line: number) => string;
}

const ALL_ABILITIES = 0xffffffff;
const LOCKED = 2;

/** In order of file, line and column. */
export function checkRules(sources: readonly RulesSource[], options: CheckOptions): readonly Finding[] {
  const perMachine = options.machines.map((machine) => new Checker(machine, options).run(sources));
  const findings = new Map<string, { finding: Finding; machines: (string | undefined)[] }>();
  perMachine.forEach((found, i) => {
    for (const finding of found) {
      const { file, line, column, reason } = finding;
      const known = findings.get([file, line, column, reason].join('\0'));
      if (known) known.machines.push(options.machines[i]?.name);
      else findings.set([file, line, column, reason].join('\0'), { finding, machines: [options.machines[i]?.name] });
    }
  });
  const order = new Map(sources.map((source, i) => [source.name, i]));
  const place = ({ file, line, column }: Finding): readonly number[] => [order.get(file) ?? 0, line, column];
  return [...findings.values()]
    .map(({ finding, machines }) =>
      machines.length === options.machines.length ? finding : { ...finding, machine: machines.join(',') },
    )
    .sort((one, other) => compareLists(place(one), place(other)));
}

function compareLists(one: readonly number[], other: readonly number[]): number {
  const i = one.findIndex((value, at) => value !== other[at]);
  return i < 0 ? 0 : one[i]! - other[i]!;
}

/** One machine's view of all files. */
class Checker {
  readonly #machine: Machine | undefined;
  readonly #options: CheckOptions;
  readonly #findings: Finding[] = [];
  /** Bytes of the rules so far → where they stand. */
  readonly #loaded = new Map<string, string>();
  #isLocked = false;

  constructor(machine: Machine | undefined, options: CheckOptions) {
    this.#machine = machine;
    this.#options = options;
  }

  run(sources: readonly RulesSource[]): readonly Finding[] {
    for (const { name, content } of sources) {
      for (const line of ruleLines(content)) this.#check(name, line);
      if (content !== '' && !content.endsWith('\n')) {
        const last = content.split('\n');
        const column = (last.at(-1)?.length ?? 0) + 1;
        this.#add(
          name,
          last.length,
          column,
          'warning',
          'no newline at the end of the file',
          'merging glues the next file to this line',
        );
      }
    }
    return this.#findings;
  }

  #check(file: string, line: FileLine): void {
    const columnOf = (word: number): number => line.words[word]?.column ?? line.text.length + 1;
    const context: RuleContext = {
      ...this.#options,
      userId: (name) => this.#options.userId(name),
      groupId: (name) => this.#options.groupId(name),
      isDirectory: (path) => this.#options.isDirectory(path),
      machine: this.#machine,
      abilities: () => ALL_ABILITIES,
      warn: (text, level, hint) => {
        if (level !== 'info') this.#add(file, line.number, columnOf(0), 'warning', text, hint);
      },
    };
    const words = line.words.map((word) => word.text);
    const { change, failures } = parseLine(words, context, { control: this.#control(words), findAll: true });
    for (const { error, word } of failures) {
      this.#add(file, line.number, columnOf(word), 'error', error.message || 'not an option', error.hint);
    }
    this.#checkBytes(file, line);
    if (change) this.#checkChange(file, line, change);
  }

  /** Bytes that look like nothing and end up inside a word. */
  #checkBytes(file: string, line: FileLine): void {
    const tab = line.text.indexOf('\t');
    if (tab >= 0)
      this.#add(file, line.number, tab + 1, 'warning', 'a tab is part of the word', 'separate words with blanks');
    if (line.text.endsWith('\r')) {
      const hint = 'save the file with Unix line ends';
      this.#add(file, line.number, line.text.length, 'warning', 'a carriage return is part of the last word', hint);
    }
    const quoted = line.words.find(({ text }) => /^(["']).*\1$|^["']/.test(text) || /=["']/.test(text));
    if (quoted) {
      const hint = 'write a blank in a word as \\ and blank';
      this.#add(file, line.number, quoted.column, 'warning', 'a quote is part of the word', hint);
    }
  }

  #checkChange(file: string, line: FileLine, change: RuleChange): void {
    const add = (level: Finding['level'], reason: string, hint?: string): void =>
      this.#add(file, line.number, line.words[0]?.column ?? 1, level, reason, hint);
    if (this.#isLocked) add('error', 'the configuration is locked by -e 2 above', 'put -e 2 at the end');
    for (const reason of kernelRefusals(change.rule)) add('error', reason, 'the kernel refuses it: Invalid argument');
    this.#checkPaths(change, add);
    const bytes = encodeRule(change.rule).toString('latin1');
    const place = this.#loaded.get(bytes);
    if (change.operation === 'delete') {
      if (!this.#loaded.delete(bytes)) add('warning', 'deletes a rule that is not in these files');
    } else if (place && !change.prepend) {
      add('error', 'Rule exists', `the same rule is at ${place}`);
    } else {
      this.#loaded.set(bytes, this.#options.place?.(file, line.number) ?? `${file}:${line.number}`);
    }
  }

  #checkPaths(change: RuleChange, add: (level: Finding['level'], reason: string, hint?: string) => void): void {
    const { exists } = this.#options;
    if (!exists) return;
    for (const condition of change.rule.fields) {
      if (!('text' in condition) || !condition.text.startsWith('/')) continue;
      const isPath = condition.field === FIELD_PATH || condition.field === FIELD_EXE;
      if (!isPath && condition.field !== FIELD_DIR) continue;
      const needed = isPath ? condition.text.slice(0, condition.text.lastIndexOf('/')) || '/' : condition.text;
      if (!exists(needed))
        add('warning', `${needed} does not exist here`, 'the kernel refuses it: No such file or directory');
    }
  }

  /** Judges the options that are not about rules by their form. */
  #control(words: readonly string[]): Control {
    return (option, value) => {
      if (option === '-R') throw new RuleError('Error - nested rule files not supported');
      if (option === '-D' && words.length === 1) this.#loaded.clear();
      if (option === '-l' || option === '-s' || option === '-m' || option === '-D')
        return words.length === 1 ? 'stop' : 'return';
      const number = settingValue(option, value);
      if (option === '-e' && number === LOCKED) this.#isLocked = true;
      return number === undefined ? 'stop' : 'continue';
    };
  }

  #add(file: string, line: number, column: number, level: Finding['level'], reason: string, hint?: string): void {
    this.#findings.push({ file, line, column, level, reason, hint, machine: undefined });
  }
}
