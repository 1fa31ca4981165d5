/** What is printed for the fields that a record's own enrichment names. */
import type { Enrichment } from '../log/enrichment.js';
import type { FieldText, ListTexts } from './field-text.js';

export class EntryTexts {
  #list: Enrichment | undefined;
  #texts: ListTexts = [];
  /** Equal lists are one object (`log/enrichment.ts`), so what was made of their entries serves again. */
  readonly #byList = new WeakMap<Enrichment, ListTexts>();

  /** `list`: of the record that comes next. */
  begin(list: Enrichment | undefined): void {
    this.#list = list;
    if (list !== undefined) this.#texts = this.#textsOf(list);
  }

  /** ` name=value` of the field whose name is `[start, end)` of the record's text; undefined: the list has no entry for it. */
  of(field: FieldText, text: string, start: number, end: number): string | undefined {
    if (this.#list === undefined) return undefined;
    let labelled = field.index < 0 ? undefined : this.#texts[field.index];
    if (labelled === undefined) {
      const entry = this.#list.get(field.index < 0 ? text.slice(start, end) : field.name);
      labelled = entry === undefined ? null : field.ofEntry(entry);
      if (field.index >= 0) this.#texts[field.index] = labelled;
    }
    return labelled ?? undefined;
  }

  #textsOf(list: Enrichment): ListTexts {
    let texts = this.#byList.get(list);
    if (texts === undefined) {
      texts = [];
      this.#byList.set(list, texts);
    }
    return texts;
  }
}
