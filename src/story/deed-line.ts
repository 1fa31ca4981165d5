/** A deed as a line for people: time, process, what was done. */

import { printable } from '../output/grid/grid.js';
import type { Call } from './call.js';
import { commandText } from './command-text.js';
import type { Deed } from './deed.js';

/** A byte string without line end; undefined for deeds that only looked. */
export function deedLine({ time, pid, comm, error }: Call, deed: Deed): string | undefined {
  const text = deedText(deed);
  if (text === undefined) return undefined;
  const clock = new Date(time).toISOString().slice(11, 23);
  const failed = error !== undefined && deed.what !== 'peer' ? ` [${error}]` : '';
  return `${clock} ${String(pid).padStart(7)} ${printable(comm).padEnd(15)} ${text}${failed}`;
}

const dull: ReadonlySet<string> = new Set(['examined', 'missing']);
const SOCKET_WORDS = { to: 'connect', from: 'accept', binds: 'bind', listens: 'listen' } as const;

/** What was done and to what, two columns. */
export function deedText(deed: Deed): string | undefined {
  switch (deed.what) {
    case 'command':
      return column('exec', commandText(deed.words));
    case 'file':
      if (dull.has(deed.access) || deed.other?.is === 'from') return undefined;
      return column(
        deed.access,
        printable(deed.path) + (deed.other ? ` \xe2\x86\x92 ${printable(deed.other.path)}` : ''),
      );
    case 'peer':
      return column(SOCKET_WORDS[deed.direction], peerText(deed));
    case 'privileges':
      return column('privilege', printable(deed.change));
  }
}

export function peerText({ family, address, port, error }: Extract<Deed, { readonly what: 'peer' }>): string {
  const where = port === undefined ? address : `${family === 'inet6' ? `[${address}]` : address}:${port}`;
  return `${family} ${printable(where)}${error === undefined ? '' : ` [${error}]`}`;
}

function column(word: string, text: string): string {
  return `${word.padEnd(9)} ${text}`;
}
