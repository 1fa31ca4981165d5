import { optionsSection } from '../options.js';
import { code, examples, type ManualOption, type ManualPage, terms, text } from '../page.js';
import { ruleQuestions } from './rule-questions.js';
import { commonEnvironment, STRICT_STATUSES } from './shared.js';

export function auditctlPage(options: readonly ManualOption[]): ManualPage {
  return {
    name: 'ts-auditctl',
    section: 8,
    about: "control the kernel's audit system",
    synopsis: ['[options]', 'subcommand [arguments]'],
    sections: [
      {
        title: 'DESCRIPTION',
        blocks: [
          text(
            '`ts-auditctl` lists, adds and deletes audit rules, shows and changes the settings of the kernel, and says what rules do before they ' +
              'are loaded. Its options and messages are those of auditctl(8) of audit 4.2.1; the words under "Not in the original" are refused there, so nothing ' +
              'that works there means something else here.',
          ),
          text(
            'To change rules needs the capability CAP_AUDIT_CONTROL in the first user namespace, which no container has. To check, compare and explain ' +
              'rules needs no privilege.',
          ),
          text(
            'Loading a file, a folder or standard input has no gap: what is new is added, then compared, and what is old is deleted last. ' +
              'At each moment at least what both sets record is recorded.',
          ),
        ],
      },
      {
        title: 'RULES',
        blocks: [
          text('A rule is a list and an action, then conditions that must all hold, and a key to find its events by:'),
          code(
            '-a always,exit -F arch=b64 -S unlink,rename -F auid>=1000 -F auid!=unset -k removal',
            '-w /etc/shadow -p wa -k identity',
          ),
          text(
            'The first rule of a list that an event meets decides. The lists are exit (when a system call returns), exclude (by record type), user ' +
              '(records of programs), task (when a process is made), filesystem and io_uring.',
          ),
        ],
      },
      optionsSection(options),
      ruleQuestions,
      {
        title: 'ENVIRONMENT',
        blocks: [
          terms({ POSIXLY_CORRECT: 'When set, options end at the first word that is none.', ...commonEnvironment }),
        ],
      },
      {
        title: 'FILES',
        blocks: [
          terms({
            '/etc/audit/rules.d/*.rules': 'Rule files that `--load-dir` merges, in the order of their names.',
            '/etc/audit/audit.rules': 'What it makes of them.',
            '/run/ts-audit': 'Notes about a change of rules that goes on; the next run finishes what was killed.',
          }),
        ],
      },
      {
        title: 'EXIT STATUS',
        blocks: [
          terms({
            0: 'Done.',
            1: 'Refused, or a file with a wrong line.',
            4: 'No privilege.',
            255: 'A wrong option or rule.',
          }),
          text(
            'The subcommands that judge rules say 0 when all is well, 1 when there is something to tell, 2 when they were misused, 3 when rules cannot be ' +
              'read; `doctor` says 0, 1 for advice and 2 when evidence is being lost.',
          ),
          text(STRICT_STATUSES),
        ],
      },
      {
        title: 'EXAMPLES',
        blocks: examples(
          ['ts-auditctl -l -i', 'The rules that are in force'],
          ['ts-auditctl --check sample.rules', 'Every mistake of a rule file, before it is loaded'],
          ['ts-auditctl lint sample.rules', 'Rules that load and do something else than meant'],
          ['ts-auditctl diff sample.rules sample.rules', 'What one file records and another does not'],
          [
            'ts-auditctl why-not sample.rules -- openat path=/etc/shadow uid=0 auid=1000 a2=1',
            'Why an event is not recorded',
          ],
          ['ts-auditctl --load-dir', 'Load the rule files of this machine, with no moment without'],
          ['ts-auditctl doctor', 'Whether auditing works on this machine'],
        ),
      },
      { title: 'SEE ALSO', blocks: [text('`ts-ausearch`(8), `ts-aureport`(8), `ts-autrace`(8)')] },
    ],
  };
}
