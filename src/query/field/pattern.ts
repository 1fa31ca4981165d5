/** Regular expressions in linear time, whatever the pattern and the text: RE2's syntax. */
import { RE2JS } from 're2js';
import { fromBytes, toBytes } from '../../bytes/text.js';
import { usage } from '../../errors.js';
import { requiredText } from './pattern-text.js';

/**
 * Patterns match characters where the text is UTF-8, else its bytes, each as the character of that number. Finding them
 * anywhere in the text is enough.
 */
export function compilePattern(pattern: string): (text: string) => boolean {
  const compiled = compile(fromBytes(pattern));
  // A plain search is a hundred times as quick, and most texts hold nothing.
  const needed = requiredText(pattern);
  return (text) => (needed === '' || text.includes(needed)) && compiled.test(characters(text));
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern, RE2JS.DOTALL);
  } catch (error) {
    throw usage(error instanceof Error ? toBytes(reasonOf(error)) : 'no pattern');
  }
}

/** Without what the flags put in front of the pattern. */
function reasonOf({ message }: Error): string {
  return message.replace(/^error parsing regexp: /, '').replace('`(?s)', '`');
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function characters(bytes: string): string {
  if (/^[\x00-\x7f]*$/.test(bytes)) return bytes;
  try {
    return utf8.decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return bytes;
  }
}
