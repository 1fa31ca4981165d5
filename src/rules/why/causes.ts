/** Why an event is not recorded, in words, and what would have to change: the first is the one that decides. */
import { type Decision, type Failure, failuresOf } from '../model/decide.js';
import type { FilterEvent } from '../model/event.js';
import type { RuleSet } from '../model/rule-set.js';
import { ACTION_ALWAYS } from '../rule.js';
import type { Cause, Finder, PathFacts, Question } from './cause.js';
import { conditionCause } from './condition-causes.js';
import {
  droppedMessage,
  excluded,
  hiddenFiles,
  labels,
  neverRule,
  noKey,
  noRules,
  operation,
  task,
} from './set-causes.js';

/** Rules that are looked at, of those that come equally near. */
const NEAR = 3;

/** Empty when it is recorded and nothing is to be said. */
export function causesOf(set: RuleSet, event: FilterEvent, decision: Decision, paths?: PathFacts): readonly Cause[] {
  if (event.user_msg !== undefined)
    return decision.recorded === true ? [] : droppedMessage({ set, event, decision, near: [], paths });
  const near = failuresOf(set, event)
    .filter(({ placed }) => placed.rule.action === ACTION_ALWAYS)
    .sort((one, other) => distanceOf(one) - distanceOf(other));
  const question: Question = { set, event, decision, near, paths };
  const found = decision.recorded === true ? [...noKey(question)] : finders.flatMap((find) => find(question));
  const ids = new Set<string>();
  return found.filter(({ id, text }) => !ids.has(`${id} ${text}`) && ids.add(`${id} ${text}`));
}

/** A rule about other calls or other files is far. */
function distanceOf({ fails }: Failure): number {
  return fails.reduce((sum, name) => sum + (FAR.has(name) ? 10 : 1), 0);
}

const FAR: ReadonlySet<string> = new Set(['mask', 'path', 'dir', 'inode']);

/** What stands between the event and the rules that come nearest to it. */
const nearest: Finder = ({ near, event, paths }) => {
  const least = near[0] ? distanceOf(near[0]) : 0;
  return near
    .filter((failure) => distanceOf(failure) === least && failure.fails.length > 0)
    .slice(0, NEAR)
    .flatMap(({ placed, fails }) => fails.map((name) => conditionCause(name, placed, event, paths)))
    .sort((one, other) => Number(other.isSure) - Number(one.isSure));
};

const finders: readonly Finder[] = [task, neverRule, excluded, noRules, operation, nearest, labels, hiddenFiles];
