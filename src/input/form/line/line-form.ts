/** Forms in which the header of a line says whether a record follows it. */
import { recordTypeName } from '../../../tables/record-types.js';

export interface LineForm {
  readonly name: string;
  /**
   * What is read of a line (a byte string without newline). Undefined: not of this form. Only the header that the form
   * defines counts: whatever stands in the text of a message never becomes a record.
   */
  read(line: string): Found | undefined;
}

export interface Found {
  /** As a log would have it, several with newlines between; undefined: a line of this form without a record. */
  readonly record?: string;
  /** Who wrote the line; becomes `node=` where the record has none. */
  readonly host?: string;
  /** When it was written, in seconds; without a zone taken as UTC. */
  readonly time?: number;
  /** A journal holds records twice. What comes from different channels may be the same record. */
  readonly channel?: 'audit' | 'kernel';
  /** The record has no stamp: `record` begins with `type=NAME: `. */
  readonly unstamped?: boolean;
}

/** A line of the form that holds no record. */
export const NO_RECORD: Found = {};

export function typeName(type: number): string {
  return recordTypeName(type) ?? `UNKNOWN[${type}]`;
}

/** A host as the log's `node=` can hold it: a word without control bytes. */
export function nodeName(host: string): string {
  return host.replace(/[\x00-\x20\x7f]/g, '_').slice(0, 255);
}
