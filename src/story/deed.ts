/**
 * What a system call did, in the terms of people: a program started, a file written, a peer connected, a privilege
 * gained. Tables count deeds, a session's story lists them, `ts-autrace --live` prints them, a policy judges them.
 */

/** What is done with files, in the order in which it is told. */
export const accesses = [
  'created',
  'written',
  'changed',
  'renamed',
  'replaced',
  'read',
  'executed',
  'deleted',
  'denied',
  'missing',
  'examined',
] as const;
export type Access = (typeof accesses)[number];

/** A bound socket receives; one that listens as well takes connections. */
export type Direction = 'to' | 'from' | 'binds' | 'listens';

export interface CommandDeed {
  readonly what: 'command';
  readonly words: readonly string[];
}

export interface FileDeed {
  readonly what: 'file';
  readonly access: Access;
  /** Absolute where the records tell. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Of a renamed file: its other name, and which of the two that is. */
  readonly other?: { readonly is: 'to' | 'from'; readonly path: string };
}

export interface PeerDeed {
  readonly what: 'peer';
  readonly direction: Direction;
  /** `inet`, `inet6`, `local`, `netlink` … */
  readonly family: string;
  /** Address, or path of a local socket; `@name` of an abstract one. */
  readonly address: string;
  /** Undefined in families without. */
  readonly port: number | undefined;
  readonly error: string | undefined;
}

export interface PrivilegeDeed {
  readonly what: 'privileges';
  /** For people: ids and names before and after an arrow. */
  readonly change: string;
}

/** All texts are byte strings. */
export type Deed = CommandDeed | FileDeed | PeerDeed | PrivilegeDeed;
