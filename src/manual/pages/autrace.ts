import { optionsSection } from '../options.js';
import { examples, type ManualOption, type ManualPage, terms, text } from '../page.js';
import { commonEnvironment, STRICT_STATUSES } from './shared.js';

export function autracePage(options: readonly ManualOption[]): ManualPage {
  return {
    name: 'ts-autrace',
    section: 8,
    about: 'record what a program does with the audit system',
    synopsis: ['[options] [--] program [argument ...]', '[options] -if file', '--diff file file'],
    sections: [
      {
        title: 'DESCRIPTION',
        blocks: [
          text(
            '`ts-autrace` starts a program, has the kernel record the system calls of it and of all that it starts, and removes its rules when it has ended. ' +
              'With options it then tells what happened: processes, files, network peers, privileges. It also looks at logs that were recorded before.',
          ),
          text(
            'Where an audit daemon runs and writes, the records go to its log and the last line says how to find them; elsewhere, or with `-o`, they go to ' +
              'a file. It needs the capability CAP_AUDIT_CONTROL in the first user namespace, and CAP_AUDIT_READ where no daemon runs. Looking at a recorded run needs none.',
          ),
          text('Words behind the program belong to the program. Options of this tool stand in front of it.'),
        ],
      },
      optionsSection(options),
      {
        title: 'WHAT IT CHANGES MEANWHILE',
        blocks: [
          text(
            'Rules with a key of its own, `autrace-` and numbers, stand in front of the others. Auditing is on; where no audit daemon runs, the backlog has ' +
              'room for 8,192 records, if its limit was lower. The rules are deleted with `/sys/kernel/rcu_expedited` on for about a millisecond, unless ' +
              'the administrator has set that or `rcu_normal`. The program has a login session of its own.',
          ),
          text(
            'At the end all of it is as before. The key says what is to be put back, so that the next run, or `--cleanup`, does it for one that was killed. ' +
              'What somebody else sets meanwhile stays.',
          ),
        ],
      },
      {
        title: 'ENVIRONMENT',
        blocks: [
          terms({
            PATH: 'Where a program without a slash in its name is looked for.',
            XDG_STATE_HOME: 'Below it recordings are kept that have no name of their own.',
            'NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, TERM': 'Whether tables are coloured, as for `ts-ausearch`(8).',
            ...commonEnvironment,
          }),
        ],
      },
      {
        title: 'EXIT STATUS',
        blocks: [
          text(
            'That of the program; 128 and the number of the signal that killed it; 126 if it cannot be executed and 127 if it is not there. 1 for mistakes of the ' +
              'command line and when the runs of `--diff` differ, 3 when a run did what `--policy` does not allow.',
          ),
          text(`${STRICT_STATUSES} What a policy does not allow is 1 then.`),
        ],
      },
      {
        title: 'EXAMPLES',
        blocks: examples(
          ['ts-autrace --summary ./install.sh', 'Record a script, then tell what it did'],
          ['ts-autrace -e exec,network --live -- make test', 'Programs and peers of a build while it runs'],
          ['ts-autrace -if audit.log --tree', 'The processes of a recorded run'],
          ['ts-autrace -if audit.log --files --expr \'path ~ "^/etc/"\'', 'Its files below a folder'],
          ['ts-autrace --profile policy -if audit.log', 'A policy that this run passes'],
        ),
      },
      { title: 'SEE ALSO', blocks: [text('`ts-ausearch`(8), `ts-audit-expression`(7), `ts-auditctl`(8)')] },
    ],
  };
}
