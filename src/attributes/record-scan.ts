/** The state of one record's extraction: a cursor that moves through the text, and the last value that was read. */
import type { AuditRecord } from '../log/record.js';
import type { Attributes, ContextEntry, Malformed } from './attributes.js';

/** The result of a step: 0 done or skipped, above 0 the reference's error number, or `STOP`. */
export type Step = (scan: RecordScan) => number;
/** The remaining steps of the record are not for this record; no error. */
export const STOP = -1;

/** What happens to an event with a malformed record: the reference skips it, we keep what can be read. */
export type MalformedMode = 'skip' | 'keep';

/** Receives the lines that extraction writes to standard error. */
export interface Diagnostics {
  readonly debug: boolean;
  readonly write: (text: string) => void;
}

export class RecordScan {
  record: AuditRecord;
  attributes: Attributes;
  diagnostics: Diagnostics;
  text = '';
  cursor = 0;
  /** Where class daemon starts to search. */
  base = 0;
  /** A position remembered by class user. */
  mark = 0;
  /** Where the last value ended: the position of its terminator. */
  end = 0;
  /** The last value, as a number or as text; undefined for a text that cannot be decoded. */
  number = 0;
  word: string | undefined;
  words: string[] = [];
  /** Where a number that is too large ends; -1 if there is none. */
  overflowEnd = -1;
  /** The context entry that an AVC record fills. */
  entry: ContextEntry | undefined;
  /** The first error of this record. */
  failure: Malformed | undefined;
  /** A text of the record is neither quoted nor hex digits, such as `comm=httpd`: no error, but no value either. */
  isUndecoded = false;
  /** Set in mode `skip`: the event is lost. */
  dropped = false;
  readonly #mode: MalformedMode;

  constructor(record: AuditRecord, attributes: Attributes, diagnostics: Diagnostics, mode: MalformedMode) {
    this.record = record;
    this.attributes = attributes;
    this.diagnostics = diagnostics;
    this.#mode = mode;
  }

  start(record: AuditRecord): void {
    this.record = record;
    this.text = record.text;
    this.cursor = 0;
    this.mark = 0;
    this.entry = undefined;
    this.failure = undefined;
    this.isUndecoded = false;
  }

  /** Runs steps until one says stop. Errors above `fatal` end them silently; others drop the event, or skip the step. */
  run(steps: readonly Step[], fatal: number = Number.POSITIVE_INFINITY): void {
    for (const step of steps) {
      const rc = step(this);
      if (rc === 0) continue;
      if (rc < 0 || rc > fatal) return;
      this.#fail(rc);
      if (this.dropped) return;
    }
  }

  /** Overwrites one byte of the record with a space, as the reference does; it shows. */
  blank(at: number): void {
    if (this.text.charCodeAt(at) === 32) return;
    this.text = `${this.text.slice(0, at)} ${this.text.slice(at + 1)}`;
    this.record.text = this.text;
  }

  #fail(rc: number): void {
    const text = this.overflowEnd < 0 ? this.text : this.text.slice(0, this.overflowEnd);
    this.overflowEnd = -1;
    this.failure ??= { rc, record: this.record, text };
    if (this.#mode === 'skip') this.dropped = true;
  }
}
