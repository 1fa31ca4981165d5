/**
 * Byte strings. Inside ts-audit every text that comes from a log, a file or the command line is a *byte string*: a
 * JavaScript string whose UTF-16 units are bytes (latin1). Nothing is decoded or validated on the way, so any byte goes
 * out as it came in. These two functions are the only border to real Unicode text.
 */
declare const isBytes: unique symbol;

/**
 * A byte string that the compiler keeps apart from Unicode text. Given out at the border of the library; inside, where all
 * texts are byte strings, `string` says enough.
 */
export type ByteString = string & { readonly [isBytes]: true };

/** A text that is a byte string already, as those of the inside are, for the border of the library. */
export function asBytes(text: string): ByteString {
  return text as ByteString;
}

export function toBytes(unicode: string): ByteString {
  // Pure ASCII, by far the most common, is the same in both.
  return asBytes(/^[\x00-\x7f]*$/.test(unicode) ? unicode : Buffer.from(unicode, 'utf8').toString('latin1'));
}

export function fromBytes(bytes: string): string {
  return /^[\x00-\x7f]*$/.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}

/** A byte string as a path for `node:fs` (file names need not be UTF-8). */
export function toPath(bytes: string): Buffer {
  return Buffer.from(bytes, 'latin1');
}

/** A byte string as bytes to keep, in memory of their own: a piece of node's shared pool would keep 8 kB alive. */
export function lastingBytes(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(text.length);
  bytes.write(text, 'latin1');
  return bytes;
}

/** V8 copies slices below this length; longer ones keep all of what they were cut out of alive. */
const SHORTEST_SLICE = 13;

/** The same text, to keep: with nothing else that stays alive for it. */
export function lastingText(text: string): string {
  return text.length < SHORTEST_SLICE ? text : Buffer.from(text, 'latin1').toString('latin1');
}
