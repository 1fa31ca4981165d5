/** What to write instead of a rule with a defect: its line edited, so that the author's hand stays recognisable. */
import { type Machine, machineByName, syscallName, syscallNumber } from '../../tables/syscalls.js';
import { splitWords, withoutBlanks } from '../file.js';
import type { PlacedRule } from '../model/rule-set.js';
import { narrowed } from '../narrow.js';
import type { Defect, LintOptions } from './defect.js';

/** The lines in place of the rule's; `undefined`: nothing that could be done by rote. */
type Fix = (placed: PlacedRule, defect: Defect, options: LintOptions) => readonly string[] | undefined;

/** A rule that does nothing stays as a comment. */
const comment: Fix = ({ line }, { id }) => [`# ${id}: ${line}`];

const addUnset: Fix = ({ line }) => afterCondition(line, /^(auid|loginuid)(>|>=)/, '-F auid!=unset');

const dropKeys: Fix = ({ line }) => {
  const words = wordsOf(line);
  const kept = words.filter(
    (word, i) =>
      word !== '-k' && words[i - 1] !== '-k' && !isKey(word) && !(word === '-F' && isKey(words[i + 1] ?? '')),
  );
  return kept.length < words.length ? [kept.join(' ')] : undefined;
};

const alwaysForNever: Fix = ({ line }) => {
  const fixed = line.replace(/\bnever,exclude\b|\bexclude,never\b/, 'always,exclude');
  return fixed === line ? undefined : [fixed];
};

const addCalls: Fix = ({ line }, { missing = [] }) => {
  const words = wordsOf(line);
  const at = words.indexOf('-S') + 1;
  if (missing.length === 0) return undefined;
  if (at > 0) return [words.with(at, `${words[at]},${missing.join(',')}`).join(' ')];
  const arch = words.findIndex((word) => word.startsWith('arch='));
  return arch < 0 ? undefined : [words.toSpliced(arch + 1, 0, '-S', missing.join(',')).join(' ')];
};

const addTwin: Fix = (placed, _defect, { machine = machineByName('x86_64') }) => {
  const twin = twinLine(placed.line, machine);
  return twin === undefined ? undefined : [placed.line, twin];
};

/** Numbers without arch mean the native machine's names to their author. */
const addArch: Fix = ({ line }, _defect, { machine = machineByName('x86_64') }) => {
  const words = wordsOf(line);
  const at = words.indexOf('-S');
  if (at < 0 || machine?.bits !== 64) return undefined;
  const native = words.toSpliced(at, 0, '-F', 'arch=b64').join(' ');
  const twin = twinLine(native, machine);
  return twin === undefined ? [native] : [native, twin];
};

/** In front it stays in front. */
const narrow: Fix = ({ rule, line }, _defect, { machine = machineByName('x86_64') }) => {
  const lines = machine && narrowed(rule, machine);
  return line.startsWith('-A ') ? lines?.map((each) => each.replace(/^-a /, '-A ')) : lines;
};

const follow: Fix = ({ line }, { target }) => {
  if (!target) return undefined;
  const [path, object] = target;
  const fixed = wordsOf(line).map((word, i, all) => {
    if (all[i - 1] === '-w' && word.replace(/\/+$/, '') === path) return object;
    return word.replace(/^(path|dir|exe)=(.*)$/, (whole, name: string, value: string) =>
      value === path ? `${name}=${object}` : whole,
    );
  });
  return [fixed.join(' ')];
};

const exeLast: Fix = ({ line }) => {
  const words = wordsOf(line);
  const at = words.findIndex((word, i) => words[i - 1] === '-F' && word.startsWith('exe'));
  if (at < 0) return undefined;
  const others = words.toSpliced(at - 1, 2);
  const isCondition = (word: string, i: number): boolean => ['-F', '-C'].includes(others[i - 1] ?? '') && !isKey(word);
  return [others.toSpliced(others.findLastIndex(isCondition) + 1, 0, '-F', words[at] ?? '').join(' ')];
};

const fixes: Readonly<Record<string, Fix>> = {
  redundant: comment,
  'never-matches': comment,
  'no-calls': comment,
  'no-condition': comment,
  'never-task': comment,
  'unset-auid': addUnset,
  'key-on-exclude': dropKeys,
  'never-exclude': alwaysForNever,
  'newer-calls': addCalls,
  'b32-perm': addCalls,
  'b32-calls': addCalls,
  'no-b32-twin': addTwin,
  'no-arch': addArch,
  slow: narrow,
  'slow-order': exeLast,
  link: follow,
};

/** After these the same is recorded as before; the others mean to change it. */
const keeping: ReadonlySet<string> = new Set([
  ...['redundant', 'never-matches', 'no-calls', 'no-condition', 'never-exclude', 'slow', 'slow-order'],
]);

export function keepsRecording({ id }: Defect): boolean {
  return keeping.has(id);
}

export function fixFor(defect: Defect, options: LintOptions): readonly string[] | undefined {
  return fixes[defect.id]?.(defect.rule, defect, options);
}

function wordsOf(line: string): readonly string[] {
  // As written, with the backslashes that hold a word together.
  return splitWords(line).map(({ column }, i, all) =>
    withoutBlanks(line.slice(column - 1, (all[i + 1]?.column ?? line.length + 2) - 1)),
  );
}

function isKey(word: string): boolean {
  return word.startsWith('key=');
}

function afterCondition(line: string, condition: RegExp, added: string): readonly string[] | undefined {
  const words = wordsOf(line);
  const at = words.findIndex((word, i) => words[i - 1] === '-F' && condition.test(word));
  return at < 0 ? undefined : [words.toSpliced(at + 1, 0, ...added.split(' ')).join(' ')];
}

/** The same for the 32-bit ABI, with the calls that it has. */
function twinLine(line: string, machine: Machine | undefined): string | undefined {
  const twin = machine?.twin;
  if (!machine || !twin) return undefined;
  const words = wordsOf(line).map((word, i, all) => {
    if (word.startsWith('arch=')) return 'arch=b32';
    if (all[i - 1] !== '-S') return word;
    return word
      .split(',')
      .map((call) => (/^\d+$/.test(call) ? (syscallName(machine, Number(call)) ?? call) : call))
      .filter((call) => call === 'all' || syscallNumber(twin, call) !== undefined)
      .join(',');
  });
  return words.includes('') ? undefined : words.join(' ');
}
