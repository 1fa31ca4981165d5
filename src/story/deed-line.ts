/** A deed as a line for people: time, process, what was done. */
import { printable } from '../output/grid/grid.js';
import type { Call } from './call.js';
import { commandText } from './command-text.js';
import type { Deed, PeerDeed } from './deed.js';

export interface DeedText {
  /** One word: `exec`, `created`, `connect`. */
  readonly what: string;
  /** To what. Fit for a terminal. */
  readonly text: string;
}

/** A byte string without line end; undefined for deeds that only looked. */
export function deedLine({ time, pid, comm, error }: Call, deed: Deed): string | undefined {
  const told = deedText(deed);
  if (told === undefined || told.what === 'executed') return undefined;
  const clock = new Date(time).toISOString().slice(11, 23);
  const failure = deed.what === 'peer' ? deed.error : error;
  const failed = failure === undefined ? '' : ` [${failure}]`;
  return `${clock} ${String(pid).padStart(7)} ${printable(comm).padEnd(15)} ${told.what.padEnd(9)} ${told.text}${failed}`;
}

const dull: ReadonlySet<string> = new Set(['examined', 'missing']);
const LOGIN = 'login: ';
const SOCKET_WORDS = { to: 'connect', from: 'accept', binds: 'bind', listens: 'listen' } as const;

/** Undefined for deeds that only looked, and for the second name of a renamed file. */
export function deedText(deed: Deed): DeedText | undefined {
  switch (deed.what) {
    case 'command':
      return { what: 'exec', text: commandText(deed.words) };
    case 'file': {
      const { access, path, other } = deed;
      if (dull.has(access) || other?.is === 'from') return undefined;
      return { what: access, text: printable(path) + (other ? ` \xe2\x86\x92 ${printable(other.path)}` : '') };
    }
    case 'peer':
      return { what: SOCKET_WORDS[deed.direction], text: peerText(deed) };
    case 'privileges':
      return deed.change.startsWith(LOGIN)
        ? { what: 'login', text: printable(deed.change.slice(LOGIN.length)) }
        : { what: 'privilege', text: printable(deed.change) };
  }
}

function peerText({ family, address, port }: PeerDeed): string {
  const where = port === undefined ? address : `${family === 'inet6' ? `[${address}]` : address}:${port}`;
  return `${family} ${printable(where)}`;
}
