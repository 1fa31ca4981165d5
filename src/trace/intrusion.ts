/** What others did to the rules while a run was going on, as far as it can have taken records from it. */
import { decodeRule } from '../rules/decode.js';
import { printRule } from '../rules/print.js';
import { ACTION_NEVER, LIST_EXCLUDE, LIST_EXIT, LIST_IO_URING, LIST_TASK, type Rule } from '../rules/rule.js';
import type { Machine } from '../tables/syscalls.js';

/** Rules that came since `before` and keep records of the run away, one warning each. `own`: the run's rules. */
export function intrusions(
  before: readonly Buffer[],
  after: readonly Buffer[],
  own: readonly Buffer[],
  machine: Machine | undefined,
): readonly string[] {
  const known = new Set(before.map(keyOf));
  const ours = new Set(own.map(keyOf));
  const decoded = after.map((bytes) => ({ id: keyOf(bytes), rule: decodeRule(bytes) }));
  return decoded.flatMap(({ id, rule }, place) => {
    if (known.has(id) || ours.has(id)) return [];
    const behind = decoded.slice(place + 1).some((other) => ours.has(other.id) && other.rule.list === rule.list);
    return hides(rule, behind)
      ? [`somebody put the rule "${printRule(rule, { machine })}" in front: what it matches is missing`]
      : [];
  });
}

/** `isInFront`: rules of the run come after it. */
function hides({ list, action }: Rule, isInFront: boolean): boolean {
  if (list === LIST_EXCLUDE) return true;
  if (action !== ACTION_NEVER) return false;
  return list === LIST_TASK || ((list === LIST_EXIT || list === LIST_IO_URING) && isInFront);
}

function keyOf(bytes: Buffer): string {
  return bytes.toString('latin1');
}
