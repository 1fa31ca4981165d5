import { code, examples, type ManualPage, terms, text } from '../page.js';

export const expressionPage: ManualPage = {
  name: 'ts-audit-expression',
  section: 7,
  about: 'expressions about audit events',
  sections: [
    {
      title: 'DESCRIPTION',
      blocks: [
        text(
          'An expression says which events are meant. `ts-ausearch`(8), `ts-aureport`(8) and `ts-autrace`(8) take it behind `--expr`; `--expr @FILE` ' +
            'reads it from a file, where `#` begins a comment. Several, and other options, must all hold. `--where FIELD=VALUE` is the short form of one ' +
            'comparison, and `--explain` shows how all of it was understood.',
        ),
        text(
          'A comparison holds if some field of that name, in some record of the event, meets it. `!=`, `!~` and `not in` are the negations of `=`, `~` and `in`: ' +
            'no field meets it.',
        ),
      ],
    },
    {
      title: 'GRAMMAR',
      blocks: [
        terms({
          'FIELD = VALUE, FIELD != VALUE': 'The value, as the log has it or by name.',
          'FIELD < VALUE, <=, >, >=': 'Numbers and times.',
          'FIELD ~ PATTERN, FIELD !~ PATTERN':
            'A regular expression in the syntax of RE2, which takes linear time. It may match anywhere in the value.',
          'FIELD contains TEXT': 'The text stands in the value.',
          'FIELD in (VALUE, ...), FIELD not in (VALUE, ...)': 'One of several. For addresses also subnets.',
          'has FIELD': 'The event has the field.',
          '[OPTIONS]': 'What options of `ts-ausearch`(8) mean: `[-ua alice -sv no]`.',
          'and, or, not, ( )': 'Also `&&`, `||` and `!`. `not` binds closest, then `and`.',
        }),
        text(
          'Words that hold blanks or one of `()[]=<>!~&|,"` need quotes. In double quotes `\\"`, `\\\\`, `\\n`, `\\t` and `\\xHH` are escapes and other backslashes stay; in single quotes everything stays.',
        ),
      ],
    },
    {
      title: 'NAMES OF FIELDS',
      blocks: [
        text(
          'Every name that records have: `exe`, `a0`, `nametype`. With a record type in front only that of such records: `PATH.name`, `EXECVE.a1`. Beside them:',
        ),
        terms({
          'type, time, node, serial': 'Of the event: `type` is that of any of its records.',
          cmd: 'The command line as a shell would read it.',
          path: 'Absolute paths, with the working directory put in front where a name has none.',
          'addr, port, family': 'Of peers, also from socket addresses.',
          key: 'Each of several keys.',
          tty: 'Terminals, and what was typed.',
          'action, subject, object, how, result': 'As in `--format text`.',
          container: 'The container of the event.',
        }),
      ],
    },
    {
      title: 'VALUES',
      blocks: [
        text('Values are written as the log has them, or by name:'),
        code(
          'auid = alice           auid = unset           uid = 0',
          'syscall = openat       exit = EACCES          arch = b64',
          'type = AVC             mode = 0644            sig = KILL',
          'addr in 10.0.0.0/8     a2 = O_RDONLY          time >= "2026-11-22 10:00"',
        ),
        text(
          'The names of users in the log itself come before those of this machine. A name that the field cannot have is an error, with the one that may have been meant.',
        ),
      ],
    },
    {
      title: 'EXIT STATUS',
      blocks: [
        text(
          'An expression that cannot be read is shown with a mark below the place, and the status of the tool is 2.',
        ),
      ],
    },
    {
      title: 'EXAMPLES',
      blocks: examples(
        [
          `ts-ausearch audit.log -i --expr 'path ~ "^/etc/" and (success = no or auid = alice)'`,
          'Below a folder, refused or by one user',
        ],
        [
          `ts-ausearch audit.log -i --expr 'exe ~ "^/(tmp|dev/shm)/" or not [-ul alice]'`,
          'Programs at strange places, or not by one user',
        ],
        [`ts-aureport audit.log -x --summary --expr 'key not in (noise, cron)'`, 'A report without what is known'],
        [`ts-ausearch audit.log --explain --expr 'has saddr and port < 1024'`, 'How it was understood'],
      ),
    },
    { title: 'SEE ALSO', blocks: [text('`ts-ausearch`(8), `ts-aureport`(8), `ts-autrace`(8)')] },
  ],
};
