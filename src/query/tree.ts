/** From what options ask for to one tree. The original lets some options change what others mean, so it is made at the end. */
import type { Asked } from './asked.js';
import { groupTree } from './criteria/group.js';
import { labelTree } from './criteria/label.js';
import { criterionNames } from './criteria/list.js';
import { userTree } from './criteria/user.js';
import { allOf, type Criterion, type LeafName, type LeafValues, leaf } from './criterion.js';

/** Made by trees of their own. */
const TOGETHER: ReadonlySet<string> = new Set(['uid', 'euid', 'auid', 'gid', 'egid', 'subject', 'object']);

/** Undefined when nothing is asked for. */
export function criterionOf(asked: Asked): Criterion | undefined {
  const single = criterionNames.flatMap((name) => (TOGETHER.has(name) ? [] : singleLeaf(name, asked)));
  return allOf([...single, ...userTree(asked), ...groupTree(asked), ...labelTree(asked), ...(asked.also ?? [])]);
}

function singleLeaf(name: LeafName, asked: Asked): Criterion[] {
  const value: LeafValues[LeafName] | undefined = asked[name];
  if (value === undefined) return [];
  return [leaf(name, asked.wholeWords ? whole(value) : value)];
}

/** Of texts: as a whole. */
function whole(value: LeafValues[LeafName]): LeafValues[LeafName] {
  return typeof value === 'object' && 'whole' in value ? { ...value, whole: true } : value;
}
