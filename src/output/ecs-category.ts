/** Event category, type and network direction by what was done: `tables/ecs-categories.tsv`. */
import * as tables from '../tables/generated/tables.js';
import { rows } from '../tables/lookup.js';

export interface EcsCategory {
  readonly category: readonly string[];
  readonly type: readonly string[];
  /** As seen from the host. */
  readonly direction: tables.Direction | undefined;
}

const NONE: EcsCategory = { category: [], type: ['info'], direction: undefined };
const categories = new Map<string, EcsCategory>();

/** By the action, if it is known, else by the kind of the event. */
export function ecsCategory(action: string, kind: string): EcsCategory {
  if (categories.size === 0) {
    for (const { key, value, category, type, direction } of rows(tables.ecsCategories)) {
      categories.set(`${key} ${value}`, { category, type, direction });
    }
  }
  return categories.get(`action ${action}`) ?? categories.get(`kind ${kind}`) ?? NONE;
}
