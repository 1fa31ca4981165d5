/** Event category, type and network direction by what was done: `tables/ecs-categories.tsv`. */
import { rows } from '../tables/lookup.js';

export interface EcsCategory {
  readonly category: readonly string[];
  readonly type: readonly string[];
  /** As seen from the host. */
  readonly direction: 'egress' | 'ingress' | undefined;
}

const NONE: EcsCategory = { category: [], type: ['info'], direction: undefined };
const categories = new Map<string, EcsCategory>();

/** By the action, if it is known, else by the kind of the event. */
export function ecsCategory(action: string, kind: string): EcsCategory {
  if (categories.size === 0) {
    for (const { key, value, category = '', type = '', direction } of rows('ecs-categories')) {
      categories.set(`${key} ${value}`, {
        category: category.split(','),
        type: type.split(','),
        direction: direction === 'egress' || direction === 'ingress' ? direction : undefined,
      });
    }
  }
  return categories.get(`action ${action}`) ?? categories.get(`kind ${kind}`) ?? NONE;
}
