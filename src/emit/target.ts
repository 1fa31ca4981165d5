/** What servers have in common that take events and give none back: each says what it wants, and what its answers mean. */
import type { SearchFormat } from '../output/formats.js';
import type { Row } from '../store/row.js';

/** An event on its way. Texts are Unicode. */
export interface Sent {
  readonly row: Row;
  /** In the format of the target, without the newline at the end. */
  readonly text: string;
  /** The host it is of: what the records say, else what the stream is called after. */
  readonly host: string;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Of events that were sent together. */
export type Verdict =
  | { readonly kind: 'taken' }
  /** Those of these places later, undefined: all. `text`: why. */
  | { readonly kind: 'later'; readonly places?: readonly number[]; readonly text: string }
  /** Asking again changes nothing. `place`: of the first event that is not taken, where it is known. */
  | { readonly kind: 'refused'; readonly place?: number; readonly text: string };

export interface Target {
  /** What addresses begin with, before `+https://`. */
  readonly schemes: readonly string[];
  /** Port, where the address has none. */
  readonly port: number;
  /** Where requests go, by the path of the address; undefined: it must name something else. */
  readonly path: (given: string) => string | undefined;
  /** The kind of secret that is sent when no user is named; with one it is a password. */
  readonly tokenKind: string;
  readonly format: SearchFormat;
  readonly contentType: string;
  readonly body: (events: readonly Sent[]) => string;
  /** What an answer says that looks well. */
  readonly judge: (answer: Answer) => Verdict;
}

export const TAKEN: Verdict = { kind: 'taken' };

/** Milliseconds, in the stamp of the row. */
export function milliseconds({ sec, ms }: Row): number {
  return sec * 1000 + ms;
}

/** The members of a JSON object; none of what is no object. */
export function members(text: string): Readonly<Record<string, unknown>> {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return {};
  }
}

export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
