/** The options of ts-autrace, in the order of the help. An argument of two words takes two. */

import { classWords } from '../../trace/calls.js';
import { COLOUR_CHOICES } from '../colour.js';
import { SHELL_NAMES } from '../completion/shell-names.js';
import type { Option } from '../option.js';

/** Words behind `--profile`. */
export const profileKinds = ['policy', 'seccomp', 'apparmor'] as const;

export interface TraceOption extends Option {
  readonly id: string;
}

export const traceOptions: readonly TraceOption[] = [
  {
    id: 'reduced',
    spellings: ['-r'],
    section: 'Tracing',
    argument: '',
    text: 'only the system calls that tell about resources: files, programs, network',
  },
  {
    id: 'calls-of',
    spellings: ['-e'],
    section: 'Tracing',
    argument: 'CALLS',
    text: 'only these system calls, with commas: names, or exec, process, file, network, privilege',
    details: 'Starts and ends of programs are always recorded. Fewer calls cost less.',
    words: () => classWords,
  },
  {
    id: 'path',
    spellings: ['-P'],
    section: 'Tracing',
    argument: 'PATH',
    text: 'only calls about this file, or about what lies below this folder; may be given several times',
  },
  {
    id: 'all',
    spellings: ['--all'],
    section: 'Tracing',
    argument: '',
    text: 'every system call, where a report alone would have recorded what it tells',
  },
  {
    id: 'attach',
    spellings: ['--attach'],
    section: 'Tracing',
    argument: 'PID',
    text: 'trace a process that runs, and its children, until it ends or a signal comes',
    details:
      'A process that was started before auditing was first switched on since boot cannot be recorded. A grandchild is ' +
      'recorded from the moment that its parent, seen starting it, got a rule of its own.',
  },
  {
    id: 'live',
    spellings: ['--live'],
    section: 'Tracing',
    argument: '',
    text: 'tell while it goes on: programs, files opened and changed, peers, what was denied',
  },
  {
    id: 'system',
    spellings: ['--system'],
    section: 'Tracing',
    argument: '',
    text: 'all processes of the machine instead of a program, until a signal comes',
  },
  {
    id: 'output',
    spellings: ['-o', '--output'],
    section: 'Tracing',
    argument: 'FILE',
    text: 'record to FILE, also while the audit daemon runs',
  },
  {
    id: 'no-follow',
    spellings: ['--no-follow'],
    section: 'Tracing',
    argument: '',
    text: 'only the program and its direct children, as the original did',
  },
  {
    id: 'wait',
    spellings: ['--wait'],
    section: 'Tracing',
    argument: '',
    text: 'go on until the last descendant has ended, also daemons',
  },
  {
    id: 'cleanup',
    spellings: ['--cleanup'],
    section: 'Tracing',
    argument: '',
    text: 'remove what killed runs left behind, and trace nothing',
  },
  {
    id: 'summary',
    spellings: ['--summary'],
    section: 'After the run',
    argument: '',
    text: 'tree, files, net and privileges, and only what they tell is recorded; with --all or -if also calls',
  },
  {
    id: 'tree',
    spellings: ['--tree'],
    section: 'After the run',
    argument: '',
    text: 'the process tree: command lines, exit statuses, durations',
  },
  {
    id: 'calls',
    spellings: ['--calls'],
    section: 'After the run',
    argument: '',
    text: 'system calls and their errors, counted',
  },
  {
    id: 'files',
    spellings: ['--files'],
    section: 'After the run',
    argument: '',
    text: 'files read, written, created, deleted, denied',
  },
  { id: 'net', spellings: ['--net'], section: 'After the run', argument: '', text: 'network peers' },
  {
    id: 'privileges',
    spellings: ['--privileges'],
    section: 'After the run',
    argument: '',
    text: 'changes of users, groups and capabilities',
  },
  { id: 'json', spellings: ['--json'], section: 'After the run', argument: '', text: 'the same as JSON' },
  {
    id: 'expr',
    spellings: ['--expr'],
    section: 'After the run',
    argument: 'EXPR',
    text: 'only what events tell that this expression of ts-ausearch means; @FILE reads it from a file; may be repeated',
  },
  {
    id: 'report-to',
    spellings: ['--report-to'],
    section: 'After the run',
    argument: 'FILE|N',
    text: "what is told goes to FILE or descriptor N, apart from the program's output",
  },
  {
    id: 'policy',
    spellings: ['--policy'],
    section: 'After the run',
    argument: 'FILE',
    text: 'what the run did and FILE does not allow; exit status 3 if there is anything',
    details:
      'Lines: "allow" or "deny", then read, write, exec, connect, listen or privileges, then paths (a folder with all below ' +
      'it, * and ** as in shells) or peers (10.0.0.0/8:443, *:53, [::1], /run/socket, @abstract); or "deny if" and an ' +
      'expression as of --expr, about whole events. Deny wins. An action ' +
      'without any line is not judged.',
  },
  {
    id: 'profile',
    spellings: ['--profile'],
    section: 'After the run',
    argument: 'KIND',
    text: 'what one run, or several -if, need to pass: policy (denies what they did not do), seccomp (OCI JSON) or apparmor (a draft)',
    words: () => profileKinds,
  },
  {
    id: 'html',
    spellings: ['--html'],
    section: 'After the run',
    argument: 'FILE',
    text: 'one page to look at in a browser: the run over time, its programs, files, peers and failures, each with its records',
  },
  {
    id: 'no-pager',
    spellings: ['--no-pager'],
    section: 'After the run',
    argument: '',
    text: 'no pager on a terminal, however long the output is',
  },
  {
    id: 'wide',
    spellings: ['--wide'],
    section: 'After the run',
    argument: '',
    text: 'tables as wide as they need to be, also where the window is narrower',
  },
  {
    id: 'colour',
    spellings: ['--color', '--colour'],
    section: 'After the run',
    argument: 'WHEN',
    text: `colours: ${COLOUR_CHOICES.join(', ')}`,
    words: () => COLOUR_CHOICES,
  },
  {
    id: 'input',
    spellings: ['-if', '--input'],
    section: 'Other',
    argument: 'FILE',
    text: 'look at a recorded run instead of tracing; several with --profile',
  },
  {
    id: 'diff',
    spellings: ['--diff'],
    section: 'Other',
    argument: 'A.log B.log',
    text: 'what one run did and the other did not; exit status 1 when they differ',
  },
  {
    id: 'strict',
    spellings: ['--strict'],
    section: 'Other',
    argument: '',
    text: 'exit statuses: 0 as wished, 1 different or not allowed, 2 usage, 3 something could not be read',
  },
  {
    id: 'completion',
    spellings: ['--completion'],
    section: 'Other',
    argument: 'SHELL [--install]',
    text: 'print completions for bash, zsh or fish, or install them in your folders',
    words: () => SHELL_NAMES,
  },
  { id: 'help', spellings: ['-h', '--help'], section: 'Other', argument: '', text: 'this help' },
  { id: 'manual', spellings: ['--man'], section: 'Other', argument: '', text: 'the manual' },
  { id: 'version', spellings: ['-v', '--version'], section: 'Other', argument: '', text: 'the version' },
];
