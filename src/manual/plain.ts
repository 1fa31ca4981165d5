/** Manual pages as plain text, for machines without man(1). */
import { filled } from './filled.js';
import type { Block, ManualPage } from './page.js';

const WIDTH = 78;
const INDENT = 7;

export function plainText({ name, section, about, synopsis, sections }: ManualPage): string {
  const title = `${name.toUpperCase()}(${section})`;
  const head = [title, '', 'NAME', ...wrapped(`${name} - ${about}`, INDENT), ''];
  const usage = synopsis ? ['SYNOPSIS', ...synopsis.flatMap((line) => wrapped(`${name} ${line}`, INDENT)), ''] : [];
  const body = sections.flatMap((part) => [part.title, ...part.blocks.flatMap(block)]);
  return `${[...head, ...usage, ...body].join('\n').trimEnd()}\n`;
}

function block(part: Block): readonly string[] {
  switch (part.kind) {
    case 'text':
      return [...wrapped(part.text.replaceAll('`', ''), INDENT), ''];
    case 'heading':
      return [`   ${part.text}`];
    case 'code':
      return [...part.lines.map((line) => `${' '.repeat(INDENT + 4)}${line}`), ''];
    case 'terms':
      return part.terms.flatMap(({ term, text }) => [
        `${' '.repeat(INDENT)}${term}`,
        ...wrapped(text.replaceAll('`', ''), 2 * INDENT),
        '',
      ]);
  }
}

function wrapped(words: string, indent: number): readonly string[] {
  return filled(words, WIDTH - indent).map((line) => `${' '.repeat(indent)}${line}`);
}
