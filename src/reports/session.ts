/** A login session, as far as a stretch of a log tells. */

export interface Session {
  readonly node: string | undefined;
  readonly number: number;
  /** It begins with a LOGIN record; numbers start again after a reboot. */
  readonly opened: boolean;
  readonly first: { readonly sec: number; readonly milli: number };
  lastSec: number;
  auid: number;
  user: string;
  host: string | undefined;
  terminal: string | undefined;
  commands: number;
  sudo: number;
  failures: number;
  events: number;
  closed: boolean;
}
