/** What a text must hold for a regular expression to be found in it. */

/**
 * The longest run of plain ASCII characters that every match contains; empty when that is not sure: the reading here knows
 * sequences of characters, classes, groups and repetitions, and gives up at everything else.
 */
export function requiredText(pattern: string): string {
  const runs: string[] = [];
  let run = '';
  const end = (): void => {
    runs.push(run);
    run = '';
  };
  for (let at = 0; at < pattern.length; ) {
    const [token, next] = tokenAt(pattern, at);
    if (token === undefined) return '';
    const repeat = /^[*?{+]/.exec(pattern.slice(next, next + 1))?.[0];
    if (token !== '' && (repeat === undefined || repeat === '+')) run += token;
    if (token === '' || repeat !== undefined) end();
    at = repeat === undefined ? next : afterRepeat(pattern, next);
  }
  end();
  return runs.reduce((longest, text) => (text.length > longest.length ? text : longest), '');
}

type Token = readonly [token: string | undefined, next: number];

const UNKNOWN: Token = [undefined, 0];

/** A character; '' for what may be several; undefined for what is not understood. */
function tokenAt(pattern: string, at: number): Token {
  const character = pattern[at] ?? '';
  if (character === '|' || character > '~' || character === '\0') return UNKNOWN;
  if (character === '.' || character === '^' || character === '$') return ['', at + 1];
  if (character === '[') return classAt(pattern, at);
  if (character === '(') return groupAt(pattern, at);
  if (character === '\\') return escapeAt(pattern, at);
  if ('*+?{)'.includes(character)) return UNKNOWN;
  return [character, at + 1];
}

function escapeAt(pattern: string, at: number): Token {
  const escaped = pattern[at + 1] ?? '';
  if (/[dDsSwWbBAz]/.test(escaped)) return ['', at + 2];
  return /[!-/:-@[-`{-~]/.test(escaped) ? [escaped, at + 2] : UNKNOWN;
}

function classAt(pattern: string, at: number): Token {
  let end = at + 1;
  if (pattern[end] === '^') end++;
  if (pattern[end] === ']') end++;
  for (; end < pattern.length; end++) {
    const character = pattern[end];
    if (character === '\\') end++;
    else if (character === '[')
      return UNKNOWN; // [:alpha:]
    else if (character === ']') return ['', end + 1];
  }
  return UNKNOWN;
}

/** Not looked into: it may hold alternatives. One that sets flags changes what follows. */
function groupAt(pattern: string, at: number): Token {
  if (pattern[at + 1] === '?' && pattern[at + 2] !== ':' && pattern[at + 2] !== 'P' && pattern[at + 2] !== '<') {
    return UNKNOWN;
  }
  let depth = 0;
  for (let end = at; end < pattern.length; end++) {
    const character = pattern[end];
    if (character === '\\') {
      if (pattern[end + 1] === 'Q') return UNKNOWN;
      end++;
    } else if (character === '[') {
      const [token, next] = classAt(pattern, end);
      if (token === undefined) return UNKNOWN;
      end = next - 1;
    } else if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return ['', end + 1];
  }
  return UNKNOWN;
}

/** Behind `*`, `+`, `?` or `{…}`, and the `?` that may follow. A brace that is no repetition is what RE2 makes of it. */
function afterRepeat(pattern: string, at: number): number {
  const braces = /^\{\d*,?\d*\}/.exec(pattern.slice(at, at + 16))?.[0].length;
  const next = at + (braces ?? 1);
  return pattern[next] === '?' ? next + 1 : next;
}
