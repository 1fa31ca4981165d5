/**
 * The options of ts-auditctl. Those of the original are read by `rules/options.ts`, word for word as the original does, and
 * stand here for the help; the additions are recognised before that, by words that the original refuses, so that nothing
 * which works there means something else here. A new one is an entry here and a file that does it.
 */

import type { Platform } from '../../control/platform.js';
import { SHELL_NAMES } from '../completion/shell-names.js';
import type { Io } from '../io.js';
import type { Option } from '../option.js';
import type { Session } from './session.js';

/** A way of working that the original does not have. */
export type Addition = Option & {
  /** The words that are left for it if `words` ask for it, else `undefined`. */
  readonly asks: (words: readonly string[]) => readonly string[] | undefined;
} & (
    | {
        readonly needs: 'nothing';
        readonly run: (words: readonly string[], io: Io, platform: Platform) => Promise<number>;
      }
    /** The privilege, and a session. */
    | { readonly needs: 'kernel'; readonly run: (words: readonly string[], session: Session) => Promise<number> }
  );

const RULES = 'Rules';
const STATE = 'State';
const ADDITIONS = 'Not in the original';

export const originalOptions: readonly Option[] = [
  {
    spellings: ['-a', '-A'],
    section: RULES,
    argument: 'ACTION,LIST',
    text: 'append a rule; -A puts it in front. always|never, exit|exclude|user|task|filesystem|io_uring',
  },
  option(RULES, ['-d'], 'ACTION,LIST', 'delete the rule that is described exactly like this'),
  option(RULES, ['-D'], '[-k KEY]', 'delete all rules, or those whose key contains KEY'),
  option(RULES, ['-S'], 'CALL[,CALL…]', 'system calls of the rule: names, numbers, all'),
  option(RULES, ['-F'], 'NAME=VALUE', 'a condition; operators = != > >= < <= & &='),
  option(RULES, ['-C'], 'NAME=NAME', 'compare two fields; operators = !='),
  option(RULES, ['-k'], 'KEY', 'a word to find the events by'),
  option(RULES, ['-w', '-W'], 'PATH', 'add or remove (-W) a watch on a file or directory'),
  option(RULES, ['-p'], 'rwxa', 'what a watch looks for: read, write, execute, attribute'),
  option(RULES, ['-l'], '[-i] [-k KEY]', 'list the rules; -i interprets numbers'),
  option(RULES, ['-R'], 'FILE', 'run the lines of a file; -i ignores errors, -c goes on and fails at the end'),
  option(RULES, ['-q'], 'MOUNT,SUBTREE', 'watches below MOUNT hold below SUBTREE, too'),
  option(RULES, ['-t'], '', 'drop watches of directories that are unmounted'),
  option(STATE, ['-s'], '[-i]', 'show the status'),
  option(STATE, ['-e'], '0|1|2', 'auditing off, on, on and locked until reboot'),
  option(STATE, ['-f'], '0|1|2', 'when events cannot be kept: silent, printk, panic'),
  option(STATE, ['-b', '-r'], 'N', 'backlog limit in records, rate limit (-r) per second (0: none)'),
  option(STATE, ['--backlog_wait_time'], 'N', 'how long the kernel waits when the backlog is full'),
  option(STATE, ['--reset-lost'], '', 'set the counter of lost records to 0'),
  option(STATE, ['--reset_backlog_wait_time_actual'], '', 'set the counter of waiting to 0'),
  option(STATE, ['--loginuid-immutable'], '', 'login uids cannot be changed once set'),
  option(STATE, ['-m'], 'TEXT', 'write a record'),
  option(STATE, ['--signal'], 'NAME', 'tell auditd to stop, reload, rotate, resume or report its state'),
  option(STATE, ['-v', '-h'], '', 'version, this help'),
];

const completion: Addition = {
  ...option(
    ADDITIONS,
    ['--completion'],
    'SHELL [--install]',
    'print completions for bash, zsh or fish, or install them',
  ),
  words: () => SHELL_NAMES,
  asks: first('--completion'),
  needs: 'nothing',
  run: async ([shell = '', ...rest], io) =>
    (await import('../completion/complete.js')).complete('ts-auditctl', allOptions(), { shell, rest }, io),
};

const strict: Addition = {
  ...option(
    ADDITIONS,
    ['--strict'],
    '…',
    'in front of other words: exit statuses 0 done, 1 refused, 2 usage, 3 bad input',
  ),
  asks: () => undefined, // taken off before anything is asked
  needs: 'nothing',
  run: async () => 0,
};

const noPager: Addition = {
  ...option(
    ADDITIONS,
    ['--no-pager'],
    '…',
    'in front of other words: no pager on a terminal, however long the output is',
  ),
  asks: () => undefined, // taken off before anything is asked
  needs: 'nothing',
  run: async () => 0,
};

export const additions: readonly Addition[] = [
  {
    ...option(
      ADDITIONS,
      ['--check'],
      'FILE|DIR|-… [--arch NAMES] [--json]',
      'find every error in rule files; needs neither root nor the kernel',
    ),
    asks: (words) => (isComparison(words) ? words : first('--check')(words)),
    needs: 'nothing',
    run: async (words, io, platform) =>
      isComparison(words)
        ? (await import('./load.js')).compareFolder(words, io)
        : (await import('./check.js')).checkFiles(words, io, platform),
  },
  {
    ...option(
      ADDITIONS,
      ['-'],
      '-R',
      'run the lines of standard input, once it has ended, with or without the name of the program',
    ),
    asks: (words) => (words.length === 2 && words[0] === '-R' && words[1] === '-' ? [] : undefined),
    needs: 'kernel',
    run: async (_words, session) => (await import('./rules-file.js')).runStandardInput(session),
  },
  {
    ...option(ADDITIONS, ['--atomic'], '-R FILE', 'all rules or none: on any error the former rules come back'),
    asks: (words) => {
      const [name, file, ...rest] = words.filter((word) => word !== '--atomic');
      return words.length === 3 && name === '-R' && file !== undefined && rest.length === 0 ? [file] : undefined;
    },
    needs: 'kernel',
    run: async ([file = ''], session) => (await import('./load.js')).loadFile(file, session),
  },
  {
    ...option(ADDITIONS, ['--print-merged'], '[DIR]', 'show what --load-dir would load'),
    asks: (words) => first('--print-merged')(words) ?? onlyPrinted(words),
    needs: 'nothing',
    run: async (words, io) => (await import('./load.js')).printMerged(words, io),
  },
  {
    ...option(
      ADDITIONS,
      ['--load-dir'],
      '[DIR] [--check]',
      'merge the *.rules files of DIR (/etc/audit/rules.d), write audit.rules beside it, load it; --check only compares',
    ),
    asks: (words) => first('--load-dir')(words)?.filter((word) => word !== '--atomic'),
    needs: 'kernel',
    run: async (words, session) => (await import('./load.js')).loadFolder(words, session),
  },
  {
    ...option(
      ADDITIONS,
      ['--as-written'],
      '-l [FILE…] [-k KEY] [--json]',
      'list each rule with the file and line it came from',
    ),
    asks: (words) =>
      words[0] === '-l' && words.includes('--as-written')
        ? words.slice(1).filter((word) => word !== '--as-written')
        : undefined,
    needs: 'kernel',
    run: async (words, session) => (await import('./as-written.js')).listAsWritten(words, session),
  },
  {
    ...option(ADDITIONS, ['--json'], '-l|-s', 'the same as JSON'),
    asks: (words) => {
      const left = words.filter((word) => word !== '--json');
      return left.length < words.length && (left[0] === '-l' || left[0] === '-s') ? left : undefined;
    },
    needs: 'kernel',
    run: async (words, session) => (await import('./json.js')).showJson(words, session),
  },
  {
    ...option(
      ADDITIONS,
      ['doctor'],
      '[--json] [--no-marker]',
      "this machine's audit health, proved by a message that must reach the log",
    ),
    asks: first('doctor'),
    needs: 'nothing',
    run: async (words, io, platform) => (await import('./doctor.js')).doctor(words, io, platform),
  },
  {
    ...option(
      ADDITIONS,
      ['diff'],
      'A B [--here] [--arch NAME]',
      'what one rule set records and the other does not; FILE, DIR or live',
    ),
    asks: first('diff'),
    needs: 'nothing',
    run: async (words, io, platform) => (await import('./diff.js')).diffRules(words, io, platform),
  },
  {
    ...option(
      ADDITIONS,
      ['covers'],
      'POLICY [--by RULES] [--here] [--arch NAME]',
      'which rules of a policy a rule set (live) covers, with a witness for each miss',
    ),
    details:
      'Each rule of the policy is covered, covered under another key, partly covered, shadowed, absent or unknown. A witness is an event that the policy records and the rules do not. Paths are taken as plain files unless --here looks them up. Exit status 1: not every rule is covered under its own key.',
    asks: first('covers'),
    needs: 'nothing',
    run: async (words, io, platform) => (await import('./covers.js')).coverRules(words, io, platform),
  },
  {
    ...option(
      ADDITIONS,
      ['explain'],
      'RULES [--arch NAME] -- EVENT, or --event N -if LOG',
      'what the kernel does with an event: SYSCALL NAME=VALUE…, and which rule decides',
    ),
    asks: first('explain'),
    needs: 'nothing',
    run: async (words, io, platform) => (await import('./explain.js')).explainEvent(words, io, platform, false),
  },
  {
    ...option(
      ADDITIONS,
      ['why-not'],
      '[RULES] [--arch NAME] -- EVENT, or --event N -if LOG',
      'what keeps an event from being recorded; the running rules unless given',
    ),
    asks: first('why-not'),
    needs: 'nothing',
    run: async (words, io, platform) => (await import('./explain.js')).explainEvent(words, io, platform, true),
  },
  {
    ...option(
      ADDITIONS,
      ['lint'],
      'FILE|DIR… [--fix] [--here] [--arch NAME]',
      'rules that load and do something else than their author thinks; --fix prints the file without them',
    ),
    details:
      '--fix keeps comments and settings; standard error tells each fix, and by events what is recorded after it that was not before, and the reverse. --here looks paths up on this machine. Exit status 1: something is left that is more than a note.',
    asks: first('lint'),
    needs: 'nothing',
    run: async (words, io, platform) => (await import('./lint.js')).lintFiles(words, io, platform),
  },
  {
    ...option(
      ADDITIONS,
      ['simulate'],
      'RULES [--log LOG…] [--diff OLD] [--made-by RULES] [--arch NAME] [--json]',
      'what rules would have recorded of a log: per rule, day, hour, program and user',
    ),
    details:
      'A log holds only what other rules recorded. With --made-by, or --diff, it is proved for each rule whether the log shows all that it would record; without, that is unknown. "maybe" counts events whose verdict hangs on what no log has, such as supplementary groups. Exit status 3: a part of the logs could not be read.',
    asks: first('simulate'),
    needs: 'nothing',
    run: async (words, io, platform) => (await import('./simulate.js')).simulate(words, io, platform),
  },
  {
    ...option(
      ADDITIONS,
      ['cost'],
      'RULES [--log LOG…] [--arch NAME] [--json]',
      'what rules cost each system call, the dearest of them and the way out',
    ),
    details:
      'Nanoseconds are those of one measured machine; ratios hold elsewhere. With --log the recorded calls are the workload, else what a busy server usually calls.',
    asks: first('cost'),
    needs: 'nothing',
    run: async (words, io, platform) => (await import('./cost.js')).costOfRules(words, io, platform),
  },
  {
    ...option(
      ADDITIONS,
      ['optimise'],
      'RULES [--log LOG…] [--budget PERCENT] [--arch NAME] [--json]',
      'the same rules, cheaper: merged, in better order; proved to record the same',
    ),
    details:
      'Rules go to standard output, reasons to standard error. Each step is kept only if the rules after it are proved to record the same events under the same keys. With --budget the exit status is 1 when auditing adds more than that to the calls.',
    asks: first('optimise'),
    needs: 'nothing',
    run: async (words, io, platform) => (await import('./optimise.js')).optimiseRules(words, io, platform),
  },
  strict,
  noPager,
  {
    ...option(ADDITIONS, ['--man'], '', 'the manual'),
    asks: (words) => (words.length === 1 ? first('--man')(words) : undefined),
    needs: 'nothing',
    run: async (_words, io) => (await import('../manual.js')).showManual('ts-auditctl', io),
  },
  completion,
];

/** What people may type. */
export function allOptions(): readonly Option[] {
  return [...originalOptions, ...additions];
}

function option(section: string, spellings: readonly string[], argument: string, text: string): Option {
  return { section, spellings, argument, text };
}

/** The word comes first; what follows is left. */
function first(word: string): Addition['asks'] {
  return ([given, ...rest]) => (given === word ? rest : undefined);
}

/** Of the rules folder with what was made of it last. */
function isComparison(words: readonly string[]): boolean {
  return words.includes('--load-dir') && words.includes('--check');
}

function onlyPrinted(words: readonly string[]): readonly string[] | undefined {
  const left = words.filter((word) => word !== '--print-merged');
  return left.length < words.length ? first('--load-dir')(left) : undefined;
}
