/** Descriptors that are strings, for a function that takes `Io`. */
import { Out } from '../../src/bytes/out.js';
import type { Io } from '../../src/cli/io.js';

export interface Printed {
  readonly io: Io;
  /** Standard output so far, a byte string. */
  readonly printed: () => string;
}

export function ioInto(env: Readonly<Record<string, string>>): Printed {
  let text = '';
  const out = new Out((chunk) => {
    text += chunk.toString('latin1');
  });
  const io: Io = { out, err: () => {}, env, stdin: -1, terminal: { out: false, err: false, columns: 80 } };
  return {
    io,
    printed: () => {
      out.flush();
      return text;
    },
  };
}
