/**
 * The fields of a record as `ausearch -i` prints them. Runs for every record of a log: what stays as it is is copied in
 * long pieces, and no list of fields is made.
 */
import { enrichment } from '../log/enrichment.js';
import type { AuditRecord } from '../log/record.js';
import { EntryTexts } from './entry-texts.js';
import { EXPECTED_KEPT, type Expected, ExpectedFields } from './expected-fields.js';
import type { FieldText } from './field-text.js';
import type { Interpreter } from './interpreter.js';
import { kindOf, overrideOf } from './kind.js';
import { KnownFields } from './known-fields.js';
import { hashOf, nextHash } from './name-table.js';
import { isAt } from './range-memo.js';
import { RecordContext } from './record-context.js';

const BLANK = 32;
const QUOTE = 34;
const APOSTROPHE = 39;
const PARENTHESIS = 40;
const COMMA = 44;
const COLON = 58;

const CONTROL = /[\x00-\x1f]/;

/** A scanner over one record at a time; its state lives in fields so that the steps can be small. */
export class RecordBody {
  readonly #interpreter: Interpreter;
  readonly #context: RecordContext;
  readonly #known: KnownFields;
  #type = 0;
  #text = '';
  #mayHaveControls = false;
  readonly #entries = new EntryTexts();
  /** The type has kinds of its own. */
  #hasOverride = false;
  readonly #expectedFields = new ExpectedFields();
  #expected: Expected = [];
  #ordinal = 0;
  /** Text before this is read. */
  #at = 0;
  /** Text before this is printed; what lies between the two is printed as it is. */
  #copied = 0;
  #out = '';
  /** Printing stops at this blank; -1: at the end. */
  #cut = -1;
  #isCut = false;
  #usesBefore = 0;
  /** The last value ended at a comma. */
  #comma = false;
  #hash = 0;
  #valueStart = 0;
  #valueEnd = 0;

  constructor(interpreter: Interpreter) {
    this.#interpreter = interpreter;
    this.#context = new RecordContext(interpreter.context);
    this.#known = new KnownFields(interpreter);
  }

  /** The printed form of the record's text from `start` on, with its line end. */
  text(record: AuditRecord, start: number): string {
    this.#begin(record, start);
    this.#cut = -1;
    return this.#text.indexOf('=', start) < 0 ? this.#withoutFields() : this.#fields();
  }

  /**
   * The printed form of the record's text up to `cut`, where a field ends at its blank; undefined if none does. `rest`
   * then gives that of the remainder.
   */
  before(record: AuditRecord, start: number, cut: number): string | undefined {
    this.#begin(record, start);
    return this.#upTo(cut);
  }

  /** From where the last piece ended to `cut`. */
  next(cut: number): string | undefined {
    this.#goOn();
    return this.#upTo(cut);
  }

  /** From where the last piece ended to the end of the record. */
  rest(): string {
    this.#goOn();
    this.#cut = -1;
    return this.#fields();
  }

  /** The piece made last depends on nothing but its own text and list, and nothing depends on it. */
  get isSelfContained(): boolean {
    return this.#interpreter.context.uses === this.#usesBefore;
  }

  #goOn(): void {
    this.#copied = this.#cut;
    this.#out = '';
    this.#usesBefore = this.#interpreter.context.uses;
  }

  #upTo(cut: number): string | undefined {
    this.#cut = cut;
    this.#isCut = false;
    const text = this.#fields();
    return this.#isCut ? text : undefined;
  }

  /** From the next field to the end of the record, or to the cut. */
  #fields(): string {
    const text = this.#text;
    for (;;) {
      if (this.#at - 1 === this.#cut && this.#copied < this.#at) {
        this.#isCut = true;
        return this.#out + text.slice(this.#copied, this.#cut);
      }
      // Records of a type nearly always have the same fields in the same order.
      const expected = this.#expected[this.#ordinal];
      const length = expected === undefined ? 0 : expected.label.length;
      if (expected !== undefined && isAt(expected.label, text, this.#at - 1, this.#at - 1 + length)) {
        this.#ordinal++;
        this.#value(expected, this.#at, this.#at + length - 2);
        continue;
      }
      const equals = text.indexOf('=', this.#at);
      if (equals < 0) return this.#finish();
      this.#field(equals);
    }
  }

  #begin(record: AuditRecord, start: number): void {
    this.#type = record.type;
    this.#text = record.text;
    this.#mayHaveControls = !record.isClean;
    this.#entries.begin(enrichment(record));
    this.#hasOverride = overrideOf(record.type) !== undefined;
    this.#at = this.#firstWord(start);
    this.#copied = start;
    this.#ordinal = 0;
    this.#expected = this.#expectedFields.of(record.type);
    this.#out = '';
    this.#comma = false;
    this.#context.begin(record);
    this.#usesBefore = this.#interpreter.context.uses;
  }

  /** Behind the colon and the blanks that every record has after its header. A colon without a blank belongs to the name. */
  #firstWord(start: number): number {
    if (this.#text.charCodeAt(start) !== COLON || this.#text.charCodeAt(start + 1) !== BLANK) return start;
    let at = start + 1;
    while (this.#text.charCodeAt(at) === BLANK) at++;
    return at;
  }

  #field(equals: number): void {
    const text = this.#text;
    const nameStart = this.#nameStart(equals);
    if (equals - nameStart === 3 && text.startsWith('msg', nameStart)) {
      this.#at = equals + 1;
      this.#comma = false;
      return;
    }
    const start = this.#skipped(nameStart);
    const hash = start === nameStart ? this.#hash : hashOf(text, start, equals);
    const field = this.#known.field(text, start, equals, hash);
    if (text.charCodeAt(start - 1) === BLANK && this.#ordinal < EXPECTED_KEPT) this.#expected[this.#ordinal++] = field;
    this.#value(field, start, equals);
  }

  #value(known: FieldText | undefined, start: number, equals: number): void {
    const text = this.#text;
    let field = known;
    // BUG? A `(` in front of the name hides from the search for the value's end that this is a label.
    const isLabel = field?.kind === 'mac-label' && text.charCodeAt(start - 1) !== PARENTHESIS;
    this.#findValue(equals + 1, isLabel);
    // BUG? An `acct` loses a colon at its end (old records have `acct=bob: exe=…`).
    if (field?.name === 'acct' && this.#valueEnd > this.#valueStart && text.charCodeAt(this.#valueEnd - 1) === COLON)
      this.#valueEnd--;
    if (this.#hasOverride || field?.name === 'acct') field = this.#byTypeOrValue(start, equals, field);
    if (field === undefined || field.kind === 'raw') this.#copy(this.#comma);
    else this.#print(field, start, equals);
  }

  /** Behind the last blank before the `=`. Leaves the hash of what is between. */
  #nameStart(equals: number): number {
    const text = this.#text;
    const least = this.#at;
    let start = equals;
    let hash = 0;
    for (; start > least; start--) {
      const code = text.charCodeAt(start - 1);
      if (code === BLANK) break;
      hash = nextHash(hash, code);
    }
    this.#hash = hash;
    return start;
  }

  /** For the look-ups one `'` and then any `(` in front of the name do not count. */
  #skipped(nameStart: number): number {
    let start = nameStart;
    if (this.#text.charCodeAt(start) === APOSTROPHE) start++;
    while (this.#text.charCodeAt(start) === PARENTHESIS) start++;
    return start;
  }

  /** Labels may contain commas; every other unquoted value ends at one. */
  #findValue(start: number, isLabel: boolean): void {
    const text = this.#text;
    const { length } = text;
    const first = text.charCodeAt(start);
    this.#valueStart = start;
    this.#comma = false;
    let end = start;
    if (first === QUOTE || first === APOSTROPHE) {
      const close = text.indexOf(first === QUOTE ? '"' : "'", start + 1);
      end = close < 0 ? length : close + 1;
    } else {
      for (; end < length; end++) {
        const code = text.charCodeAt(end);
        if (code > COMMA) continue;
        if (code === BLANK) break;
        if (code === COMMA && !isLabel) {
          this.#comma = true;
          break;
        }
      }
    }
    this.#valueEnd = end;
    // The byte behind the value is swallowed, whatever it is.
    this.#at = end < length ? end + 1 : length;
  }

  /** `acct`, and the record types that have a mind of their own. */
  #byTypeOrValue(start: number, equals: number, field: FieldText | undefined): FieldText | undefined {
    const kind = kindOf(
      this.#text.slice(start, equals),
      this.#type,
      this.#text.slice(this.#valueStart, this.#valueEnd),
    );
    return kind === field?.kind ? field : this.#known.ofKind(kind);
  }

  /** Prints the value as it is. */
  #copy(comma: boolean): void {
    // Mostly the byte behind the value is what comes after it anyway, and the copy just gets longer.
    if (this.#text.charCodeAt(this.#valueEnd) === (comma ? COMMA : BLANK)) return;
    this.#out += this.#text.slice(this.#copied, this.#valueEnd) + (comma ? ',' : ' ');
    this.#copied = this.#at;
  }

  /** The value holds what must not be printed as it is. */
  #hasControl(): boolean {
    return this.#mayHaveControls && CONTROL.test(this.#text.slice(this.#valueStart, this.#valueEnd));
  }

  #print(field: FieldText, start: number, equals: number): void {
    const text = this.#text;
    if (field.tellsSyscall) this.#context.learn(field.name, text.slice(this.#valueStart, this.#valueEnd));
    let labelled = this.#entries.of(field, text, start, equals);
    if (labelled === undefined) {
      if (field.copies && !this.#hasControl()) {
        this.#copy(false);
        return;
      }
      labelled = field.ofValue(text, this.#valueStart, this.#valueEnd);
    }
    this.#emit(field.label, labelled, start);
    if (field.kind === 'tty-data') this.#copied = this.#at;
    else this.#endValue();
  }

  /** Prints ` name=value`; `label` is its ` name=`, which nearly always is also what the record has there. */
  #emit(label: string, labelled: string, start: number): void {
    const text = this.#text;
    const blank = start - 1;
    if (label !== '' && blank >= this.#copied && text.charCodeAt(blank) === BLANK) {
      this.#out += blank > this.#copied ? text.slice(this.#copied, blank) + labelled : labelled;
    } else this.#out += text.slice(this.#copied, this.#valueStart) + labelled.slice(label.length);
  }

  /** BUG? A blank always, also where a comma was. The one in the text comes with what is copied next. */
  #endValue(): void {
    if (this.#text.charCodeAt(this.#valueEnd) === BLANK) this.#copied = this.#valueEnd;
    else {
      this.#out += ' ';
      this.#copied = this.#at;
    }
  }

  /** BUG? Text behind the last value is lost, unless that ended at a comma. */
  #finish(): string {
    const text = this.#text;
    const line = this.#out + text.slice(this.#copied, this.#at);
    return this.#comma ? `${line}${this.#interpreter.escaped(text.slice(this.#at))}\n\n` : `${line}\n`;
  }

  #withoutFields(): string {
    const rest = this.#text.slice(this.#copied);
    return rest === '' ? '\n' : `${this.#interpreter.escaped(rest)}\n\n`;
  }
}
