/**
 * Colours for default and interpreted output on a terminal. Works on the finished text, so that nothing but colour
 * codes is ever added: what a copy from the terminal gives is what a pipe would have got.
 */
import { Chalk } from 'chalk';

// The sixteen colours of every terminal; whether to paint at all was decided before.
const chalk = new Chalk({ level: 1 });

type Paint = (text: string) => string;

/** Values to look at first, by field name. All others keep the terminal's own colour. */
const VALUES: ReadonlyMap<string, Paint> = new Map<string, Paint>([
  ...fields(['exe', 'comm', 'proctitle', 'cmd', 'syscall'], chalk.cyan),
  ...fields(['name', 'cwd', 'path'], chalk.blue),
  ...fields(['auid', 'uid', 'euid', 'acct', 'id', 'subj', 'scontext'], chalk.yellow),
  ...fields(['key'], chalk.magenta),
  ...fields(['success', 'res', 'result', 'resp', 'apparmor', 'seresult'], outcome),
  ...fields(['exit'], exit),
]);

function fields(names: readonly string[], paint: Paint): [string, Paint][] {
  return names.map((name) => [name, paint]);
}

const GOOD: ReadonlySet<string> = new Set(['yes', '1', 'success', 'allow', 'granted', 'allowed']);
const BAD: ReadonlySet<string> = new Set(['no', '0', 'failed', 'fail', 'deny', 'denied']);

function outcome(value: string): string {
  const word = value.replaceAll('"', '').toLowerCase();
  if (BAD.has(word)) return chalk.red(value);
  return GOOD.has(word) ? chalk.green(value) : value;
}

/** A failure: a negative number or the name of an error. */
function exit(value: string): string {
  return /^(?:-|E[A-Z])/.test(value) ? chalk.red(value) : value;
}

/** Finished lines with their newlines. */
export function paint(lines: string): string {
  return lines.split('\n').map(paintLine).join('\n');
}

function paintLine(line: string): string {
  if (line === '') return line;
  if (line === '----' || line.startsWith('time->')) return chalk.dim(line);
  const header = /^(node=[^ \t-\r]* )?(type=)([^ \t-\r]+)( msg=audit\([^)]*\))/.exec(line);
  if (header === null) return paintBody(line);
  const [all, node = '', label = '', type = '', id = ''] = header;
  return chalk.dim(node + label) + chalk.bold(type) + chalk.dim(id) + paintBody(line.slice(all.length));
}

/** The decision of an AVC record, or a name and its value. */
const TOKEN =
  /\b(avc: {2})(denied|granted)\b|(?<=^|[ '(,])([A-Za-z][\w[\]-]*=)("[^"]*"|[^ \t-\r"',()]*(?:\([^()]*\))?)/g;

function paintBody(body: string): string {
  return body.replace(TOKEN, (all: string, avc?: string, decision?: string, name?: string, value?: string) => {
    if (decision !== undefined) return avc + outcome(decision);
    if (name === undefined || value === undefined) return all;
    return chalk.dim(name) + (VALUES.get(name.slice(0, -1))?.(value) ?? value);
  });
}
