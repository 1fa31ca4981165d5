import { optionsSection } from '../options.js';
import { type Block, code, examples, type ManualOption, type ManualPage, terms, text } from '../page.js';
import { logEnvironment, logFiles, STRICT_STATUSES } from './shared.js';

export function ausearchPage(options: readonly ManualOption[]): ManualPage {
  return {
    name: 'ts-ausearch',
    section: 8,
    about: 'find events in the audit log',
    synopsis: ['[options] [file ...]'],
    sections: [
      {
        title: 'DESCRIPTION',
        blocks: [
          text(
            'The kernel writes what its audit rules ask for as records, and programs add records of their own. Records with the same time and ' +
              'serial number are one event. `ts-ausearch` shows the events that meet all criteria of its command line, whole and in the order in ' +
              'which they were completed.',
          ),
          text(
            'Without a file it reads standard input if that is a pipe, and otherwise the log of this machine, oldest file first. Files may be packed ' +
              '(gzip, xz, bzip2, zstd), and may hold what journald, syslog, dmesg, `--json` or `-i` made of records; what a file is, is told by its ' +
              'content. Times of saved `-i` output are read as the locale and TZ have them. A file or folder may be named with `-if` or without.',
          ),
          text(
            'Options and output are those of ausearch(8) of audit 4.2.1: whatever is valid there prints the same bytes here when standard output is no ' +
              'terminal. What more there is has options of its own.',
          ),
        ],
      },
      {
        title: 'DATES AND TIMES',
        blocks: [
          text(
            'The words behind `-ts` and `-te` are one of these, or a date and a time; both ends belong to the span.',
          ),
          terms({
            'now, recent, boot': 'This second, ten minutes ago, when the machine was started.',
            'today, yesterday, this-week, week-ago, this-month, this-year':
              'The first second of that day, week, month or year.',
            '11/22/26 10:00:00': 'In the form of the locale. A time alone is of today.',
            '2026-11-22, 2026-11-22T10:00Z':
              'In every locale. A date alone begins with its first second and ends with its last.',
            '-2h, 10 minutes ago, @1795344095': 'Before now, and seconds since 1970.',
            checkpoint: 'Behind `-ts` only: where the last run with `--checkpoint` ended.',
          }),
        ],
      },
      optionsSection(options),
      { title: 'ENVIRONMENT', blocks: [logEnvironment, shipEnvironment] },
      {
        title: 'FILES',
        blocks: [
          logFiles,
          terms({
            'FILE.offset':
              'Beside the file of `--checkpoint`: how far the log was read, so that a run with nothing new is short.',
          }),
        ],
      },
      {
        title: 'EXIT STATUS',
        blocks: [
          terms({
            0: 'At least one event was shown; also for help and version.',
            1: 'Nothing was shown, the command line is wrong, or a log cannot be read.',
            '10, 11, 12': 'A checkpoint that cannot be read, cannot be written, or does not fit the log.',
          }),
          text(STRICT_STATUSES),
        ],
      },
      {
        title: 'EXAMPLES',
        blocks: [
          ...examples(
            [
              'ts-ausearch -i -m USER_LOGIN -sv no audit.log',
              'Logins that failed, in a copy of a log, numbers as names',
            ],
            [
              'ts-ausearch -if audit.log -ul alice -ts 2026-11-22 -te now',
              'What alice did since a day, whoever she became meanwhile',
            ],
            [`ts-ausearch audit.log -i --expr 'success = no and path ~ "^/etc/"'`, 'What was refused below a folder'],
            ['ts-ausearch -if audit.log --tree -x /usr/bin/sudo', 'The processes that used sudo, with their ancestors'],
            ['ts-ausearch -if audit.log --json --just-one', 'One event as a document for other programs'],
          ),
          text('What is new since the last run, say every hour:'),
          code('ts-ausearch --input-logs --checkpoint /var/tmp/state --format text'),
        ],
      },
      {
        title: 'SEE ALSO',
        blocks: [text('`ts-aureport`(8), `ts-audit-expression`(7), `ts-audit-formats`(5), `ts-auditctl`(8)')],
      },
    ],
  };
}

const shipEnvironment: Block = terms({
  'STATE_DIRECTORY, XDG_STATE_HOME':
    'Below it `--ship` keeps which streams are being shipped, and where to go on with servers that cannot be asked; `.local/state` of the home otherwise.',
});
