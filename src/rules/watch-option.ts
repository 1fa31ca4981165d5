/** `-w`, `-W` and `-p`: watches, the short form of a rule about one path. */
import type { RuleContext, RuleDraft } from './draft.js';
import * as field from './fields.js';
import { isEmpty } from './mask.js';
import { permissionBits } from './print.js';
import { RuleError } from './problem.js';
import { ACTION_ALWAYS, FIELD_LIMIT, LIST_EXIT, OPERATOR_EQUAL } from './rule.js';

const PATH_LIMIT = 4096;
const NAME_LIMIT = 255;

export function watch(draft: RuleDraft, option: '-w' | '-W', argument: string, context: RuleContext): void {
  if (option === '-w' && (draft.operation || draft.isWatch))
    throw new RuleError("watch option can't be given with a syscall");
  draft.wantsChange = true;
  checkPath(argument, context);
  if (!isEmpty(draft.mask) || draft.fields.length > 0) throw new RuleError('Watches may not include fields or actions');
  // BUG?: -W after -a fills the rule that is added.
  if (option === '-w') draft.addList = LIST_EXIT;
  else draft.deleteList = LIST_EXIT;
  draft.action = ACTION_ALWAYS;
  draft.isWatch = true;
  const path = withoutTrailingSlashes(argument);
  draft.setWatch(context.isDirectory(path) ? field.FIELD_DIR : field.FIELD_PATH, path, OPERATOR_EQUAL);
  if (draft.addList !== undefined) {
    context.warn(
      'Old style watch rules are slower',
      'info',
      'write it as -a always,exit -F arch=b64 -F path=PATH -F perm=LETTERS',
    );
  }
}

function checkPath(path: string, context: RuleContext): void {
  if (path.length >= PATH_LIMIT) throw new RuleError('The path passed for the watch is too big');
  if (!path.startsWith('/'))
    throw new RuleError("The path must start with '/'", { hint: 'paths are absolute and not quoted' });
  if (path.length - path.lastIndexOf('/') - 1 > NAME_LIMIT) throw new RuleError('The base name of the path is too big');
  if (path.includes('..'))
    context.warn('Warning - relative path notation is not supported', 'warning', 'the kernel compares literally');
  if (/[*?]/.test(path))
    context.warn('Warning - wildcard notation is not supported', 'warning', 'the kernel compares literally');
}

function withoutTrailingSlashes(path: string): string {
  if (path.length < 3) return path;
  let end = path.length;
  while (end > 1 && path.charAt(end - 1) === '/') end--;
  return path.slice(0, end);
}

/** `-p`: replaces the value of every perm field, or adds one. It never chooses system calls. */
export function setPermissions(draft: RuleDraft, letters: string): void {
  if (draft.list === undefined) throw new RuleError('permission option needs a watch given prior to it');
  if (letters.length > 4) throw new RuleError(`permission ${letters} is too long`);
  const value = permissionValue(
    letters,
    (letter) => new RuleError(`Permission ${letter} isn't supported`, { hint: 'letters are r w x a' }),
  );
  let found = false;
  draft.fields.forEach((condition, i) => {
    if (condition.field !== field.FIELD_PERM) return;
    draft.fields[i] = { field: field.FIELD_PERM, operator: condition.operator, value };
    found = true;
  });
  if (found) return;
  // BUG? 1: the original hides these two texts.
  if (draft.fields.length === 0) throw new RuleError('Permissions should be preceded by other fields');
  if (draft.fields.length >= FIELD_LIMIT) throw new RuleError('Too many fields when adding permissions');
  draft.fields.push({ field: field.FIELD_PERM, operator: OPERATOR_EQUAL, value });
}

/** The bits of permission letters in any case; `refuse` makes the error for another letter. */
export function permissionValue(letters: string, refuse: (letter: string) => RuleError): number {
  let value = 0;
  for (const letter of letters) {
    const bit = permissionBits.find(([known]) => known === letter.toLowerCase())?.[1];
    if (bit === undefined) throw refuse(letter);
    value |= bit;
  }
  return value;
}
