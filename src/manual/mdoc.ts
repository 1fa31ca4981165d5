/** Manual pages in the language of mandoc and groff (mdoc(7)). */
import { filled } from './filled.js';
import type { Block, ManualPage } from './page.js';

/** `date`: as mdoc has it, `November 27, 2026`. */
export function mdoc({ name, section, about, synopsis, sections }: ManualPage, date: string): string {
  const head = [
    `.Dd ${date}`,
    `.Dt ${name.toUpperCase()} ${section}`,
    '.Os',
    '.Sh NAME',
    `.Nm ${name}`,
    `.Nd ${about}`,
  ];
  const usage = synopsis ? ['.Sh SYNOPSIS', ...synopsis.flatMap((line) => ['.Nm', plain(line)])] : [];
  const body = sections.flatMap(({ title, blocks }) => [`.Sh ${title}`, ...blocks.flatMap(block)]);
  return `${withoutNeedless([...head, ...usage, ...body]).join('\n')}\n`;
}

function block(part: Block): readonly string[] {
  switch (part.kind) {
    case 'text':
      return ['.Pp', ...sentences(part.text)];
    case 'heading':
      return [`.Ss ${part.text}`];
    case 'code':
      return ['.Bd -literal -offset indent', ...part.lines.map(plain), '.Ed'];
    case 'terms':
      return [
        '.Bl -tag -width Ds',
        ...part.terms.flatMap(({ term, text }) => [`.It ${bold(term)}`, ...sentences(text)]),
        '.El',
      ];
  }
}

/** mdoc wants each sentence to begin a line, and short lines. */
function sentences(words: string): readonly string[] {
  return words.split(/(?<=[.:?!]\)?) (?=[A-Z`"(])/).flatMap((sentence) => {
    const marked = escaped(sentence).replace(/`([^`]*)`/g, '\\fB$1\\fP');
    return filled(marked, LONGEST).map(guarded);
  });
}

const LONGEST = 78;

/** As one argument of a macro, whatever words are in it. */
function bold(term: string): string {
  return `"\\fB${plain(term).replaceAll('"', '\\(dq')}\\fP"`;
}

/** What would be an escape is text. */
function escaped(words: string): string {
  return words.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('…', '...');
}

/** What would be a request is text. */
function guarded(line: string): string {
  return /^[.']/.test(line) ? `\\&${line}` : line;
}

function plain(line: string): string {
  return guarded(escaped(line));
}

/** No paragraph begins right behind a heading, nor before a list or display, which make room themselves. */
function withoutNeedless(lines: readonly string[]): readonly string[] {
  return lines.filter((line, i) => line !== '.Pp' || !/^\.(Sh|Ss)\b/.test(lines[i - 1] ?? ''));
}
