import { asBytes, type ByteString } from '../bytes/text.js';

/**
 * One accepted line of the log, as a lazy view over its bytes.
 *
 * `text` is what searching and default output use: the line up to the first 0x1D, without its newline. `enriched` is
 * what follows that 0x1D. Both are byte strings, made on first use.
 */
export class AuditRecord {
  /** Record type number; -1 when the type text is not known. */
  readonly type: number;
  /** False only for a last line without newline, or a line cut at a NUL byte or at the length limit. */
  readonly newline: boolean;
  /** What the line is part of; read only, and only as long as its batch. */
  readonly bytes: Buffer;
  /** `bytes[start, textEnd)` is `text`, unless that was overwritten. */
  readonly start: number;
  readonly textEnd: number;
  /** `bytes[start, end)` is the line. */
  readonly end: number;
  /** Known to have no byte below 0x20. */
  readonly isClean: boolean;
  #text: string | undefined;
  #enriched: string | undefined;
  #isOverwritten = false;

  /** The record is `bytes[start, end)`, its newline excluded; `textEnd` is the first 0x1D, or `end` if there is none. */
  constructor(
    type: number,
    bytes: Buffer,
    start: number,
    textEnd: number,
    end: number,
    newline: boolean,
    isClean = false,
  ) {
    this.type = type;
    this.newline = newline;
    this.bytes = bytes;
    this.start = start;
    this.textEnd = textEnd;
    this.end = end;
    this.isClean = isClean;
  }

  static fromLine(type: number, line: string, newline = true): AuditRecord {
    const bytes = Buffer.from(line, 'latin1');
    const separator = bytes.indexOf(0x1d);
    return new AuditRecord(type, bytes, 0, separator < 0 ? bytes.length : separator, bytes.length, newline);
  }

  get text(): ByteString {
    this.#text ??= this.bytes.toString('latin1', this.start, this.textEnd);
    return asBytes(this.#text);
  }

  /** The reference's field extraction overwrites single bytes of a record, which shows. */
  set text(changed: string) {
    this.#text = changed;
    this.#isOverwritten = true;
  }

  /** True when `text` is no longer what the bytes say. */
  get isOverwritten(): boolean {
    return this.#isOverwritten;
  }

  /** The enriched part; undefined when the record has no 0x1D. */
  get enriched(): ByteString | undefined {
    if (this.textEnd === this.end) return undefined;
    this.#enriched ??= this.bytes.toString('latin1', this.textEnd + 1, this.end);
    return asBytes(this.#enriched);
  }

  /** The whole line: text, 0x1D and enriched part. */
  get line(): ByteString {
    if (!this.#isOverwritten) return asBytes(this.bytes.toString('latin1', this.start, this.end));
    return this.isEnriched ? asBytes(`${this.text}\x1d${this.enriched ?? ''}`) : this.text;
  }

  /** The first `code` in the text from `from` on, without making the text. */
  indexOf(code: number, from: number): number {
    if (this.#isOverwritten) return this.text.indexOf(String.fromCharCode(code), from);
    const { bytes, textEnd } = this;
    for (let at = this.start + from; at < textEnd; at++) if (bytes[at] === code) return at - this.start;
    return -1;
  }

  get isEnriched(): boolean {
    return this.textEnd < this.end;
  }
}

/** The same record before anybody read it, as reading may overwrite bytes of its text. */
export function freshRecord({ type, bytes, start, textEnd, end, newline, isClean }: AuditRecord): AuditRecord {
  return new AuditRecord(type, bytes, start, textEnd, end, newline, isClean);
}
