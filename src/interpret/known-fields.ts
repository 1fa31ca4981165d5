/** How fields are printed, by their name as it stands in a record; names without a kind are learned. */
import type { Kind } from '../tables/generated/tables.js';
import { FieldText, fieldTexts } from './field-text.js';
import type { Interpreter } from './interpreter.js';
import type { NameTable } from './name-table.js';

// Bounds on what a log can make the name table learn.
const NAMES_KEPT = 600;
const LONGEST_NAME = 40;

export class KnownFields {
  readonly #interpreter: Interpreter;
  readonly #names: NameTable<FieldText>;
  /** For the fields whose kind is not that of their name. */
  readonly #unnamed = new Map<Kind, FieldText>();

  constructor(interpreter: Interpreter) {
    this.#interpreter = interpreter;
    this.#names = fieldTexts(interpreter);
  }

  /** The name is `[start, end)` of the text. Undefined beyond what may be learned, and for no name at all. */
  field(text: string, start: number, end: number, hash: number): FieldText | undefined {
    return this.#names.find(text, start, end, hash) ?? this.#newRaw(text.slice(start, end));
  }

  /** Whatever the name; undefined: as it is. */
  ofKind(kind: Kind): FieldText | undefined {
    if (kind === 'raw') return undefined;
    let field = this.#unnamed.get(kind);
    if (field === undefined) {
      field = new FieldText('', kind, this.#interpreter);
      this.#unnamed.set(kind, field);
    }
    return field;
  }

  #newRaw(name: string): FieldText | undefined {
    if (name === '' || name.length > LONGEST_NAME || this.#names.size >= NAMES_KEPT) return undefined;
    const field = new FieldText(name, 'raw', this.#interpreter);
    this.#names.add(field);
    return field;
  }
}
