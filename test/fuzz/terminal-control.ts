/** What no output may send to a terminal. */
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f]|\xc2?[\x80-\x9f]/;
/** Letters in UTF-8 have bytes of the same values. */
const LETTERS = /\xc2[\xa0-\xff]|[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}/g;
/** What the programs say themselves, in colours or to clear their line. */
const OURS = /\x1b\[[0-9;]*m|\r\x1b\[K/g;

/** Where the first one stands, with what follows; undefined if there is none. `text` is a byte string. */
export function terminalControl(text: string): string | undefined {
  const shown = text.replace(OURS, '').replace(LETTERS, 'x');
  const found = CONTROL.exec(shown);
  return found === null ? undefined : JSON.stringify(shown.slice(found.index, found.index + 20));
}
