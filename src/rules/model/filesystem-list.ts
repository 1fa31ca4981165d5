/** The filesystem list: files of the named file systems are not collected; only the text of the argument stays. */
import { FIELD_FSTYPE } from '../fields.js';
import { ACTION_NEVER, LIST_FILESYSTEM } from '../rule.js';
import { compare } from './compare.js';
import { type EventName, exactly } from './event.js';
import type { Names } from './exit-list.js';
import { type RuleSet, rulesOn } from './rule-set.js';

/** Any fstype condition of any `never` rule suffices; neither order nor `always` nor other conditions count. */
export function namesLeft(set: RuleSet, lookups: readonly string[] | undefined): Names {
  const conditions = rulesOn(set, LIST_FILESYSTEM)
    .filter(({ rule }) => rule.action === ACTION_NEVER)
    .flatMap(({ rule }) => rule.fields)
    .filter((condition) => condition.field === FIELD_FSTYPE);
  if (conditions.length === 0) return { of: (names) => names };
  const isLeftOut = ({ fsmagic }: EventName): boolean =>
    fsmagic !== undefined &&
    conditions.some(
      (condition) => 'value' in condition && compare(condition.operator, exactly(fsmagic), condition.value) === true,
    );
  return {
    of: (names) => {
      const kept = names?.filter((name) => !isLeftOut(name));
      if (!names || !kept || kept.length === names.length) return names;
      const texts = new Set(kept.map(({ name }) => name));
      const unresolved = (lookups ?? []).filter((text) => !texts.has(text)).map(unresolvedName);
      return [...kept, ...unresolved];
    },
  };
}

function unresolvedName(text: string): EventName {
  return { name: text, nametype: 'UNKNOWN', ino: null };
}
