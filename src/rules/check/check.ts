/**
 * Rule files judged without a kernel: what `-R` would do with each line, for one or more machines, and what is legal but
 * surely not meant. Files are taken in order as one set, so that duplicates across files are found.
 */
import type { Machine } from '../../tables/syscalls.js';
import { decodeRule } from '../decode.js';
import type { RuleContext } from '../draft.js';
import { encodeRule } from '../encode.js';
import { FIELD_DIR, FIELD_EXE, FIELD_PATH } from '../fields.js';
import { type FileLine, ruleLines, wordsOf } from '../file.js';
import { hasKey } from '../key-option.js';
import {
  checkMessage,
  readEquivalent,
  refuseRest,
  takeDeleteWords,
  takeListWords,
  takeStatusWords,
} from '../lone-options.js';
import { leavesItsPlace, type RulesSource } from '../merge.js';
import { type Control, parseLine } from '../parse.js';
import { allowSuggestions, RuleError } from '../problem.js';
import type { RuleChange } from '../rule.js';
import { settingValue } from '../settings.js';
import { type Finding, joinFindings } from './finding.js';
import { waitTimeLevel } from './kernel-checks.js';
import { failureFindings, refusalFindings } from './refused.js';
import { suspectsOf } from './suspects.js';

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
const WAIT_HINT = 'the kernel refuses it: Invalid argument; ten minutes of its ticks are the most';

const ABSENT_HINT = 'the kernel refuses it: No such file or directory';

function absent(path: string): string {
  return `${path} does not exist here`;
}

/** In order of file, line and column. */
export function checkRules(sources: readonly RulesSource[], options: CheckOptions): readonly Finding[] {
  allowSuggestions();
  const perMachine = options.machines.map((machine) => ({
    machine: machine?.name,
    findings: new Checker(machine, options).run(sources),
  }));
  return joinFindings(
    perMachine,
    sources.map(({ name }) => name),
  );
}

/** One machine's view of all files. */
class Checker {
  readonly #machine: Machine | undefined;
  readonly #options: CheckOptions;
  readonly #findings: Finding[] = [];
  /** Bytes of the rules so far → where they stand. */
  readonly #loaded = new Map<string, string>();
  #isLocked = false;
  /** Of the rules so far those of the same file. */
  #above = 0;
  /** The line in work stands elsewhere when a folder's files are merged. */
  #isMoved = false;

  constructor(machine: Machine | undefined, options: CheckOptions) {
    this.#machine = machine;
    this.#options = options;
  }

  run(sources: readonly RulesSource[]): readonly Finding[] {
    for (const { name, content, isMerged = false } of sources) {
      this.#above = 0;
      for (const line of ruleLines(content)) {
        this.#isMoved = isMerged && leavesItsPlace(line.text);
        this.#check(name, line);
      }
      if (content !== '' && !content.endsWith('\n')) this.#addUnended(name, content);
    }
    return this.#findings;
  }

  #addUnended(file: string, content: string): void {
    const lines = content.split('\n');
    const column = (lines.at(-1)?.length ?? 0) + 1;
    const hint = 'merging glues the next file to this line';
    this.#add(file, lines.length, column, 'warning', 'no newline at the end of the file', hint);
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
    const words = wordsOf(line.text);
    let ended: { readonly option: string; readonly word: number } | undefined;
    const control: Control = (option, value, rest, draft) => {
      const next = this.#control(option, value, rest, draft);
      const level = option === '--backlog_wait_time' ? waitTimeLevel(settingValue(option, value) ?? 0) : undefined;
      if (level) this.#add(file, line.number, columnOf(0), level, 'too long a waiting time', WAIT_HINT);
      if (option === '-q') {
        const missing = value.split(',').filter((path) => this.#options.exists?.(path) === false);
        for (const path of missing) this.#add(file, line.number, columnOf(0), 'warning', absent(path), ABSENT_HINT);
      }
      if (option === '-D' && this.#above > 0 && this.#loaded.size === 0) {
        const rules = this.#above === 1 ? 'the rule' : `the ${this.#above} rules`;
        this.#add(file, line.number, columnOf(0), 'warning', `deletes ${rules} above`, 'put -D at the start');
        this.#above = 0;
      }
      if (next !== 'continue') ended ??= { option, word: words.indexOf(option) };
      return next;
    };
    const { change, failures, wantsChange } = parseLine(words, context, { control, findAll: true });
    this.#findings.push(...failureFindings(file, line, failures));
    if (ended && wantsChange && failures.length === 0) {
      const reason = `Option ${ended.option} ends the line, so the rule was not sent`;
      this.#add(file, line.number, columnOf(ended.word), 'error', reason, 'give it a line of its own');
    }
    for (const { column, reason, hint } of suspectsOf(line))
      this.#add(file, line.number, column, 'warning', reason, hint);
    if (change) this.#checkChange(file, line, change);
  }

  #checkChange(file: string, line: FileLine, change: RuleChange): void {
    const add = (level: Finding['level'], reason: string, hint?: string): void =>
      this.#add(file, line.number, line.words[0]?.column ?? 1, level, reason, hint);
    if (this.#isLocked) add('error', 'the configuration is locked by -e 2 above', 'put -e 2 at the end');
    this.#findings.push(...refusalFindings(file, line, change.rule));
    this.#checkPaths(change, add);
    const bytes = encodeRule(change.rule).toString('latin1');
    const place = this.#loaded.get(bytes);
    if (change.operation === 'delete') {
      if (!this.#loaded.delete(bytes)) add('warning', 'deletes a rule that is not in these files');
    } else if (place && !change.prepend) {
      add('error', 'Rule exists', `the same rule is at ${place}`);
    } else {
      this.#above++;
      this.#loaded.set(bytes, this.#options.place?.(file, line.number) ?? `${file}:${line.number}`);
    }
  }

  #checkPaths(change: RuleChange, add: (level: Finding['level'], reason: string, hint?: string) => void): void {
    const { exists } = this.#options;
    if (!exists || change.operation === 'delete') return;
    for (const condition of change.rule.fields) {
      if (!('text' in condition) || !condition.text.startsWith('/')) continue;
      const isPath = condition.field === FIELD_PATH || condition.field === FIELD_EXE;
      if (!isPath && condition.field !== FIELD_DIR) continue;
      const needed = isPath ? condition.text.slice(0, condition.text.lastIndexOf('/')) || '/' : condition.text;
      if (!exists(needed)) add('warning', absent(needed), ABSENT_HINT);
      else if (isPath && exists(`${needed}/.`) === false)
        add('warning', `${needed} is no folder here`, 'the kernel refuses it: Not a directory');
    }
  }

  /** Judges the options that are not about rules as far as their words go. */
  readonly #control: Control = (option, value, words, draft) => {
    switch (option) {
      case '-R':
        throw new RuleError('Error - nested rule files not supported');
      case '-s':
        takeStatusWords(words);
        return 'stop';
      case '-l':
        takeListWords(words);
        return 'stop';
      case '-D':
        this.#delete(takeDeleteWords(words).key);
        return 'stop';
      case '-m':
        checkMessage(value, words);
        return 'return';
      case '-q':
        readEquivalent(value, words, draft);
        return 'return';
      case '-t':
        refuseRest(words);
        return 'return';
      case '--reset_backlog_wait_time_actual':
        return 'return';
      default: {
        const number = settingValue(option, value);
        if (option === '-e' && number === LOCKED && !this.#isMoved) this.#isLocked = true;
        return number === undefined ? 'stop' : 'continue';
      }
    }
  };

  #delete(key: string | undefined): void {
    if (this.#isMoved) return; // it comes before all rules
    for (const bytes of [...this.#loaded.keys()]) {
      if (key === undefined || hasKey(decodeRule(Buffer.from(bytes, 'latin1')), key)) this.#loaded.delete(bytes);
    }
  }

  #add(file: string, line: number, column: number, level: Finding['level'], reason: string, hint?: string): void {
    this.#findings.push({ file, line, column, level, reason, hint, machine: undefined });
  }
}
