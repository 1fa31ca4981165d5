/** Help for a window: wrapped to its width, and what people need most often first. */
import { toBytes } from '../bytes/text.js';
import { filled } from '../manual/filled.js';
import type { Option } from './option.js';

export interface WindowHelp {
  /** The first line. */
  readonly usage: string;
  readonly options: readonly Option[];
  /** One spelling each of the options that come first, in this order. */
  readonly first: readonly string[];
  /** Command lines and what they do. */
  readonly examples: readonly (readonly [command: string, text: string])[];
  /** The last line. */
  readonly more: string;
}

const WIDEST = 100;
const NARROWEST = 20;
const LONGEST_NAMES = 30;
const INDENT = 2;

/** A byte string that ends with a newline. */
export function windowHelp({ usage, options, first, examples, more }: WindowHelp, columns: number): string {
  const width = Math.max(NARROWEST, Math.min(columns, WIDEST));
  const needed = first.flatMap((spelling) => options.find(({ spellings }) => spellings.includes(spelling)) ?? []);
  const rest = options.filter((option) => !needed.includes(option));
  const sections = [...new Set(rest.map(({ section }) => section))];
  const lines = [
    ...filled(usage, width),
    ...section('Needed most', needed, width),
    ...sections.flatMap((title) =>
      section(
        title,
        rest.filter((option) => option.section === title),
        width,
      ),
    ),
    '',
    'Examples:',
    ...examples.flatMap(([command, text]) => [
      ...filled(command, width - INDENT).map(indented),
      ...filled(text, width - 3 * INDENT).map((line) => ' '.repeat(3 * INDENT) + line),
    ]),
    '',
    ...filled(more, width),
  ];
  return toBytes(`${lines.join('\n')}\n`);
}

const indented = (line: string): string => ' '.repeat(INDENT) + line;

function section(title: string, options: readonly Option[], width: number): readonly string[] {
  if (options.length === 0) return [];
  const names = options.map(
    ({ spellings, argument }) => `${spellings.join(', ')}${argument === '' ? '' : ` ${argument}`}`,
  );
  const widest = Math.min(LONGEST_NAMES, ...[Math.max(...names.map((name) => name.length))]);
  const column = INDENT + widest + INDENT;
  // Where nothing would be left for the text it stands below.
  const start = width - column < 2 * NARROWEST ? 3 * INDENT : column;
  const lines = options.flatMap(({ text }, i) => {
    const name = names[i] ?? '';
    const texts = filled(text, width - start).map((line) => ' '.repeat(start) + line);
    const [head = ''] = texts;
    if (start !== column || name.length > widest) return [...filled(name, width - INDENT).map(indented), ...texts];
    return [`${indented(name.padEnd(widest))}${' '.repeat(INDENT)}${head.trimStart()}`, ...texts.slice(1)];
  });
  return ['', `${title}:`, ...lines];
}
