/** Help and completion of aureport. */
import { AuditError } from '../../errors.js';
import { type Row, rows } from '../../tables/lookup.js';
import { completionScript, type HelpOption, helpText } from '../help.js';
import { END_WORDS, START_WORDS } from '../time-words.js';
import { REPORT_FORMATS } from './config.js';

const options: readonly Row[] = [...rows('aureport-options'), ...rows('aureport-extensions')];

function spellings({ short = '-', long = '-' }: Row): readonly string[] {
  return [short, long].filter((spelling) => spelling !== '-');
}

/** A byte string that ends with a newline. */
export function reportHelp(): Promise<string> {
  return helpText({
    usage: 'usage: aureport [options]',
    options: rows('aureport-help').map(helpOption),
    examples: [
      ['aureport -ts today', 'how many events of which sort there were today'],
      ['aureport -l --summary --failed', 'who failed to log in, the most frequent first'],
      ['aureport -f --summary --top 10', 'the ten files that were touched most'],
      ['aureport -x --histogram hour -ts yesterday', 'when programs were run'],
      ['aureport --net --json -if audit.log', 'connections in a copy of a log, for other programs'],
    ],
  });
}

function helpOption({ option = '', group = '', argument = '', text = '' }: Row): HelpOption {
  const known = options.filter((row) => option.split(',').some((spelling) => spellings(row).includes(spelling)));
  return { group, spellings: known.flatMap(spellings), argument, text };
}

const values: Readonly<Record<string, readonly string[]>> = {
  '--format': REPORT_FORMATS,
  '--escape': ['raw', 'tty', 'shell', 'shell_quote'],
  '--histogram': ['day', 'hour', 'minute'],
  '--color': ['auto', 'always', 'never'],
  '--completion': ['bash', 'zsh'],
  '-ts': START_WORDS,
  '-te': END_WORDS,
};

/** A script for `bash` or `zsh`. */
export function reportCompletion(shell: string): string {
  const script = completionScript(
    { program: 'ts-aureport', options: options.flatMap(spellings), values: new Map(Object.entries(values)) },
    shell,
  );
  if (script === undefined) throw new AuditError('usage', `Unknown option (${shell})`);
  return script;
}
