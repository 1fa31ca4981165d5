/**
 * Runs that compile much of the same: each kind has a code cache of its own, so that a search in the log's own words does not
 * take in what only CSV needs. A word that means something else here (`-k csv`) costs time, nothing more.
 */

/** Words of a command line that tell the kind of a run, of each program that has several. */
const TELLING: Readonly<Record<string, readonly string[]>> = {
  ausearch: ['-i', 'csv', 'text', 'json', 'ecs', 'ocsf', 'otlp'],
  aureport: ['--summary', '-i'],
};

/** Of the kind are also those with this word. */
const SAME: Readonly<Record<string, string>> = { '--interpret': '-i', '--json': 'json' };

/** A name that may stand in that of a file. */
export function kindOfRun(program: string, argv: readonly string[]): string {
  const words = argv.map((word) => SAME[word] ?? word);
  return (TELLING[program]?.find((word) => words.includes(word)) ?? 'plain').replace(/^-+/, '');
}
