/** `npm run bench -- --readme`: the figures in README.md, from the newest recorded measurement of each command. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type HistoryLine, history } from './history.js';

export const README: string = path.resolve(import.meta.dirname, '../../README.md');
/** Its second group is the text between the markers. */
export const BLOCK: RegExp = /(<!-- figures: npm run bench -- --readme -->\n)([\s\S]*?)(<!-- end of figures -->)/;

/** Sizes of the columns; shape and text of `LogSize`. */
const SHOWN = [
  { shape: 'quiet', size: '1', title: '1 MB' },
  { shape: 'quiet', size: '8', title: '8 MB' },
  { shape: 'quiet', size: '5x8', title: 'five files of 8 MB' },
  { shape: 'quiet', size: '256', title: '256 MB' },
  { shape: 'quiet', size: '1024', title: '1 GB' },
  { shape: 'busy', size: '48', title: 'busy host, 48 MB' },
] as const;

const COMMANDS = [
  'ausearch -m AVC', 'ausearch -p 12345', 'ausearch -k exec', 'ausearch -i -k exec', 'ausearch --raw', 'ausearch -i', 'ausearch --format csv',
  'ausearch --format text', 'aureport', 'aureport -l --summary', 'aureport -x --summary -i', 'aureport -k --summary', 'aureport -s -i', 'ausearch --format json', 'ausearch --format ecs',
]; // biome-ignore format: one glance

export function writeFigures(): void {
  const text = readFileSync(README, 'utf8');
  writeFileSync(
    README,
    text.replace(BLOCK, (_, head: string, _old: string, end: string) => `${head}${figures(history())}${end}`),
  );
}

/** Tables in Markdown: each cell `ours / original (CPU ours / original)` in seconds, the smaller wall time bold. */
export function figures(lines: readonly HistoryLine[]): string {
  const newest = new Map(lines.map((line) => [`${line.shape} ${line.size} ${line.command}`, line]));
  const columns = SHOWN.filter(({ shape, size }) =>
    COMMANDS.some((command) => newest.has(`${shape} ${size} ${command}`)),
  );
  const rows = COMMANDS.map((command) => [
    `\`ts-${command}\``,
    ...columns.map(({ shape, size }) => cell(newest.get(`${shape} ${size} ${command}`))),
  ]);
  const table = [
    ['', ...columns.map(({ title }) => title)],
    columns.length > 0 ? ['---', ...columns.map(() => '---')] : [],
    ...rows,
  ];
  const used = [...newest.values()].filter(
    ({ shape, size, command }) =>
      COMMANDS.includes(command) && columns.some((one) => one.shape === shape && one.size === size),
  );
  return `\n${table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n\n${provenance(used)}\n\n`;
}

function cell(line: HistoryLine | undefined): string {
  if (!line) return '';
  const [ours, theirs] = [Number(line.seconds), Number(line.originalSeconds)];
  const shown = (seconds: string): string =>
    Number(seconds) < 10 ? Number(seconds).toFixed(2) : Number(seconds).toFixed(0);
  if (Number.isNaN(theirs)) return `${shown(line.seconds)} (${shown(line.cpuSeconds)})`;
  const [a, b] = [shown(line.seconds), shown(line.originalSeconds)];
  const wall = ours <= theirs ? `**${a}** / ${b}` : `${a} / **${b}**`;
  return `${wall} (${shown(line.cpuSeconds)} / ${shown(line.originalCpuSeconds)})`;
}

function provenance(lines: readonly HistoryLine[]): string {
  const all = (column: keyof HistoryLine): string => [...new Set(lines.map((line) => line[column]))].join(', ');
  const memory = Math.max(...lines.map((line) => Number(line.megabytes)));
  return (
    `Seconds, ours / original, CPU seconds in parentheses, the faster one bold. Accounts: ${all('accounts')}. ` +
    `Most memory of ours: ${memory} MB. ${all('machine')}, node ${all('node')}, commit ${all('commit')}, ${all('date')}.`
  );
}
