/** What the paths of rules are on this machine, for those who ask with `--here`. */
import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { toPath } from '../../bytes/text.js';
import { FIELD_DIR, FIELD_EXE, FIELD_PATH } from '../../rules/fields.js';
import type { PathKind } from '../../rules/lint/defect.js';
import { isPathBelow } from '../../rules/model/names.js';
import type { PlacedRule, RuleSet } from '../../rules/model/rule-set.js';
import { systemCode } from '../../tables/reason.js';

export interface PathsHere {
  readonly kindOf: (path: string) => PathKind;
  readonly targetOf: (path: string) => string | undefined;
  readonly mountsBelow: (folder: string) => readonly string[];
}

export function seenHere(): PathsHere {
  let mounts: readonly string[] | undefined;
  return {
    kindOf,
    targetOf,
    mountsBelow: (folder) => {
      mounts ??= mountPoints();
      return mounts.filter((mount) => mount !== folder && isPathBelow(mount, folder));
    },
  };
}

function kindOf(path: string): PathKind {
  try {
    const stat = lstatSync(toPath(path));
    if (stat.isSymbolicLink()) return 'link';
    return stat.isDirectory() ? 'directory' : 'file';
  } catch (error) {
    return systemCode(error) === 'EACCES' ? 'file' : 'missing'; // who may not look cannot say that it is missing
  }
}

function targetOf(path: string): string | undefined {
  try {
    return realpathSync(toPath(path), 'buffer').toString('latin1');
  } catch {
    return undefined; // it leads nowhere
  }
}

/** Undefined: none that can be seen. */
function objectAt(place: string): string | undefined {
  try {
    const { dev, ino } = lstatSync(toPath(place), { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}

/**
 * One text for each object: the folder's links are followed, as the kernel does when a rule is loaded, the last part's
 * are not; of hard links the first that was asked for stands for all. `undefined`: there is no such file.
 */
function objectNames(): (path: string) => string | undefined {
  const byObject = new Map<string, string>();
  return (path) => {
    const cut = path.lastIndexOf('/');
    const folder = targetOf(path.slice(0, cut) || '/');
    if (folder === undefined) return undefined;
    const place = `${folder === '/' ? '' : folder}/${path.slice(cut + 1)}`;
    const object = objectAt(place);
    if (object === undefined) return place;
    const known = byObject.get(object);
    if (known === undefined) byObject.set(object, place);
    return known ?? place;
  };
}

/** The sets with one text for each object, so that they can be compared by the files that they mean. */
export function namedByObject(sets: readonly RuleSet[]): readonly RuleSet[] {
  const nameOf = objectNames();
  return sets.map(({ lists }) => ({
    lists: new Map([...lists].map(([list, rules]) => [list, rules.map((placed) => renamed(placed, nameOf))])),
  }));
}

function renamed(placed: PlacedRule, nameOf: (path: string) => string | undefined): PlacedRule {
  const fields = placed.rule.fields.map((condition) => {
    if (!('text' in condition) || ![FIELD_PATH, FIELD_DIR, FIELD_EXE].includes(condition.field)) return condition;
    return { ...condition, text: nameOf(condition.text) ?? condition.text };
  });
  const path = fields.find(({ field }) => field === FIELD_PATH);
  return { ...placed, rule: { ...placed.rule, fields }, path: path && 'text' in path ? path.text : undefined };
}

/** Byte strings; the kernel writes blanks and the like in octal. */
function mountPoints(): readonly string[] {
  try {
    return readFileSync('/proc/self/mounts', 'latin1')
      .split('\n')
      .map((line) => line.split(' ')[1] ?? '')
      .filter((mount) => mount !== '')
      .map((mount) => mount.replace(/\\([0-7]{3})/g, (_all, octal) => String.fromCharCode(Number.parseInt(octal, 8))));
  } catch {
    return [];
  }
}
