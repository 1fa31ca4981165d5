import { optionsSection } from '../options.js';
import { examples, type ManualOption, type ManualPage, terms, text } from '../page.js';
import { logEnvironment, logFiles, STRICT_STATUSES } from './shared.js';

export function aureportPage(options: readonly ManualOption[]): ManualPage {
  return {
    name: 'ts-aureport',
    section: 8,
    about: 'reports about the audit log',
    synopsis: ['[options] [file ...]'],
    sections: [
      {
        title: 'DESCRIPTION',
        blocks: [
          text(
            '`ts-aureport` lists or counts the events of a log under one point of view: logins, files, programs, failures, and so on. Without an option ' +
              'for a report it counts how many events of which sort there are. `--summary` counts what a report lists, the most frequent first.',
          ),
          text(
            'The forms of the original aureport(8) of audit 4.2.1 are printed when standard output is no terminal; what is valid there prints the same ' +
              'bytes. A terminal gets tables, and `--format` chooses.',
          ),
          text(
            'A table is fitted to the window. If it is too wide, columns that are empty go first; then those that say the same in each row, ' +
              'which is told once above the table; then the row numbers; then the date of times, which stands above the rows of a day. After that long ' +
              'cells are shortened, paths at their beginning. If that is not enough, each row becomes a block of lines. With `--wide` nothing is left out.',
          ),
          text(
            'Which events a report is about is said by the criteria of `ts-ausearch`(8), which all can be given here.',
          ),
        ],
      },
      optionsSection(options),
      { title: 'ENVIRONMENT', blocks: [logEnvironment] },
      { title: 'FILES', blocks: [logFiles] },
      {
        title: 'EXIT STATUS',
        blocks: [
          terms({
            0: 'The report has at least one row; also for help and version.',
            1: 'There is no row, the command line is wrong, or a log cannot be read.',
          }),
          text(STRICT_STATUSES),
        ],
      },
      {
        title: 'EXAMPLES',
        blocks: examples(
          ['ts-aureport audit.log', 'How many events of which sort there are'],
          ['ts-aureport -if audit.log -l --summary --failed', 'Who failed to log in, the most frequent first'],
          ['ts-aureport -if audit.log -x --summary --top 10', 'The ten programs with the most events'],
          ['ts-aureport -if audit.log --by auid,exe --format csv', 'Events by user and program, for a spreadsheet'],
          ['ts-aureport -if audit.log -x --histogram minute', 'When programs were run'],
          [
            'ts-aureport -if audit.log --denials -i --format markdown',
            'What was denied by permissions and security modules, for a ticket',
          ],
        ),
      },
      {
        title: 'SEE ALSO',
        blocks: [text('`ts-ausearch`(8), `ts-audit-expression`(7), `ts-audit-formats`(5)')],
      },
    ],
  };
}
