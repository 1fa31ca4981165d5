/** The places that rules name, and which of them another place is, or lies below. */
import { FIELD_DIR, FIELD_PATH } from '../rules/fields.js';
import { isPathBelow } from '../rules/model/names.js';
import type { PlacedRule } from '../rules/model/rule-set.js';

/** Places whose neighbourhood is remembered; a log names the same few again and again. */
const KEPT = 1 << 15;

export class Landmarks {
  readonly #paths = new Map<string, number>();
  readonly #folders = new Map<string, number>();
  readonly #known = new Map<string, string>();

  constructor(rules: readonly PlacedRule[]) {
    for (const condition of rules.flatMap(({ rule }) => rule.fields)) {
      if (!('text' in condition)) continue;
      const among = condition.field === FIELD_PATH ? this.#paths : this.#folders;
      if (condition.field === FIELD_PATH || condition.field === FIELD_DIR)
        among.set(condition.text, among.get(condition.text) ?? among.size);
    }
  }

  /** Equal for places that are the same to the rules; empty for those that they do not name. */
  near(place: string): string {
    let near = this.#known.get(place);
    if (near !== undefined) return near;
    const itself = this.#paths.get(place);
    near = itself === undefined ? '' : `p${itself}`;
    for (const [folder, index] of this.#folders)
      if (isPathBelow(place, folder)) near += place === folder ? `f${index}` : `d${index}`;
    if (this.#known.size === KEPT) this.#known.clear();
    this.#known.set(place, near);
    return near;
  }
}
