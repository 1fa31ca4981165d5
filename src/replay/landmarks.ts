/** The places that rules name, and which of them another place is, or lies below. */
import { FIELD_DIR } from '../rules/fields.js';
import { isPathBelow } from '../rules/model/names.js';
import type { PlacedRule } from '../rules/model/rule-set.js';
import type { Sighted } from './sighted.js';

/** Places whose neighbourhood is remembered; a log names the same few again and again. */
const KEPT = 1 << 15;

export class Landmarks {
  readonly #byPath: Sighted['byPath'];
  readonly #paths = new Map<string, number>();
  readonly #folders = new Map<string, number>();
  readonly #known = new Map<string, string>();

  /** `byPath`: most of the rules about paths, shared by plans. */
  constructor(byPath: Sighted['byPath'], rules: readonly PlacedRule[]) {
    this.#byPath = byPath;
    for (const { path, rule } of rules) {
      if (path !== undefined && !byPath.has(path)) this.#paths.set(path, this.#paths.get(path) ?? this.#paths.size);
      for (const condition of rule.fields)
        if (condition.field === FIELD_DIR && 'text' in condition)
          this.#folders.set(condition.text, this.#folders.get(condition.text) ?? this.#folders.size);
    }
  }

  /** Equal for places that are the same to the rules; empty for those that they do not name. */
  near(place: string): string {
    let near = this.#known.get(place);
    if (near !== undefined) return near;
    const itself = this.#byPath.has(place) ? `${place}\0` : this.#paths.get(place);
    near = itself === undefined ? '' : `p${itself}`;
    for (const [folder, index] of this.#folders)
      if (isPathBelow(place, folder)) near += place === folder ? `f${index}` : `d${index}`;
    if (this.#known.size === KEPT) this.#known.clear();
    this.#known.set(place, near);
    return near;
  }
}
