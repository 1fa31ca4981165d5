/** Checks that look at one rule: its conditions, its mask, its list. */
import { SYSCALL } from '../../tables/generated/record-type.js';
import { dearInFront } from '../cost/field-order.js';
import * as field from '../fields.js';
import { isAll, isEmpty } from '../mask.js';
import { conditionName } from '../model/conditions.js';
import { matchRecord } from '../model/record-lists.js';
import { holds, type PlacedRule } from '../model/rule-set.js';
import * as rule from '../rule.js';
import type { Check } from './defect.js';

const UNSET = 0xffffffff;
const FIRST_SIGNED = 0x80000000;

export const has = ({ rule: { fields } }: PlacedRule, ...numbers: readonly number[]): boolean =>
  fields.some((condition) => numbers.includes(condition.field));

const isOn = (placed: PlacedRule, ...lists: readonly number[]): boolean => lists.includes(placed.rule.list);
const isAlways = (placed: PlacedRule): boolean => placed.rule.action === rule.ACTION_ALWAYS;
const symbolOf = (condition: rule.RuleField): string => rule.operatorSymbol(condition.operator) ?? '';

const neverTask: Check = (placed) =>
  isOn(placed, rule.LIST_TASK) && !isAlways(placed) && placed.rule.fields.length === 0
    ? {
        ...{ id: 'never-task', level: 'error', advice: 'delete the rule; processes must be started anew to be seen' },
        text: 'no process that is started from now on is ever audited: exit rules, watches and all',
      }
    : undefined;

const alwaysTask: Check = (placed) =>
  isOn(placed, rule.LIST_TASK) && isAlways(placed)
    ? {
        ...{ id: 'always-task', level: 'warning', advice: 'use exit rules' },
        text: 'every system call of these processes is recorded, and no exit rule has any effect on them',
      }
    : undefined;

const excludesCalls: Check = (placed) => {
  const { fields, list } = placed.rule;
  if (list !== rule.LIST_EXCLUDE || fields.length === 0) return undefined;
  if (!fields.every((condition) => condition.field === field.FIELD_MSGTYPE)) return undefined;
  if (matchRecord([placed], {}, SYSCALL, {}).matches !== true) return undefined;
  return {
    ...{ id: 'excludes-all', level: 'error', advice: 'exclude single record types, or processes' },
    text: 'drops the SYSCALL record, and with it every event that any exit rule records',
  };
};

const neverExcludes: Check = (placed) =>
  isOn(placed, rule.LIST_EXCLUDE) && !isAlways(placed)
    ? {
        ...{
          id: 'never-exclude',
          level: 'warning',
          advice: 'write always,exclude if that is meant; nothing can be exempted',
        },
        text: 'never on the exclude list drops records as always does',
      }
    : undefined;

const recordFields: ReadonlySet<string> = new Set(['pid', 'uid', 'gid', 'auid', 'msgtype', 'exe']);

const endsSearch: Check = (placed) => {
  if (!isOn(placed, rule.LIST_EXCLUDE, rule.LIST_USER)) return undefined;
  const name = placed.rule.fields
    .map(conditionName)
    .find((each) => !recordFields.has(each) && !each.startsWith('subj_'));
  if (name === undefined) return undefined;
  const list = rule.listName(placed.rule.list) ?? '';
  return {
    ...{ id: name === 'key' ? 'key-on-exclude' : 'ends-list', level: 'error', advice: `leave ${name} out` },
    text: `the kernel does not know ${name} on the ${list} list: the rule has no effect, and what it matches so far is not judged by the rules behind it`,
  };
};

const matchesNothing: Check = (placed) =>
  isOn(placed, rule.LIST_EXCLUDE, rule.LIST_USER, rule.LIST_FILESYSTEM) && placed.rule.fields.length === 0
    ? {
        id: 'no-condition',
        level: 'error',
        advice: 'give a condition',
        text: 'a rule without condition matches nothing on this list',
      }
    : undefined;

const noCalls: Check = (placed) =>
  isOn(placed, rule.LIST_EXIT, rule.LIST_IO_URING) && isEmpty(placed.mask)
    ? {
        id: 'no-calls',
        level: 'error',
        advice: 'name system calls',
        text: 'the rule holds no system call and never matches',
      }
    : undefined;

const unsetIncluded: Check = (placed) => {
  if (!isOn(placed, rule.LIST_EXIT, rule.LIST_IO_URING)) return undefined;
  const about = placed.rule.fields.filter((condition) => condition.field === field.FIELD_AUID && 'value' in condition);
  const reaches = about.some((condition) => ['>', '>='].includes(symbolOf(condition)));
  const isBounded = about.some((condition) => ['<', '<=', '='].includes(symbolOf(condition)));
  const leavesOut = about.some(
    (condition) => 'value' in condition && condition.value === UNSET && symbolOf(condition) === '!=',
  );
  return reaches && !isBounded && !leavesOut
    ? {
        ...{ id: 'unset-auid', level: 'warning', advice: 'add -F auid!=unset' },
        text: 'unset is the largest login uid: daemons that nobody started by logging in match, too',
      }
    : undefined;
};

const missesRemoval: Check = (placed) =>
  placed.path !== undefined && isAlways(placed) && has(placed, field.FIELD_SUCCESS, field.FIELD_EXIT)
    ? {
        ...{ id: 'misses-removal', level: 'warning', advice: 'leave the condition on success or exit out, or use dir' },
        text: 'removing the file and renaming it away are not recorded: the kernel judges them before they have a result',
      }
    : undefined;

const unsignedResult: Check = (placed) => {
  const condition = placed.rule.fields.find(
    (each) => each.field === field.FIELD_EXIT && ['<', '<=', '>', '>='].includes(symbolOf(each)),
  );
  if (!condition || !('value' in condition)) return undefined;
  const isUpward = symbolOf(condition).startsWith('>');
  if (isUpward ? condition.value >= FIRST_SIGNED : condition.value > 0 && condition.value < FIRST_SIGNED)
    return undefined;
  return {
    ...{ id: 'unsigned', level: 'warning', advice: 'use success=0 or success=1' },
    text: isUpward
      ? 'numbers are compared without sign: failures are large numbers and match, too'
      : 'numbers are compared without sign: failures are large numbers, not small ones',
  };
};

const noKey: Check = (placed) =>
  isOn(placed, rule.LIST_EXIT, rule.LIST_IO_URING) && isAlways(placed) && placed.key === null
    ? {
        id: 'no-key',
        level: 'note',
        advice: 'add -k WORD',
        text: 'events of this rule cannot be searched by key, and may carry that of another rule',
      }
    : undefined;

/** Call numbers mean other calls on the other ABI; a full mask is tried on every call. */
const noArch: Check = (placed) => {
  if (!isOn(placed, rule.LIST_EXIT) || has(placed, field.FIELD_ARCH) || isEmpty(placed.mask)) return undefined;
  if (placed.isHash) return undefined;
  if (isAll(placed.rule.mask)) {
    if (!has(placed, field.FIELD_DIR, field.FIELD_EXE, field.FIELD_PERM)) return undefined;
    const isOfFiles = has(placed, field.FIELD_DIR, field.FIELD_PERM);
    return {
      ...{
        id: isOfFiles ? 'slow' : 'all-calls',
        level: 'note',
        advice: 'write it with -F arch=b64 and with -F arch=b32, in front of -F perm or -S',
      },
      text: isOfFiles
        ? 'tried on every system call, also those that have nothing to do with files'
        : 'compares exe on every system call of every process, and records all that the program does',
    };
  }
  return {
    ...{ id: 'no-arch', level: 'warning', advice: 'write it once with -F arch=b64 and once with -F arch=b32' },
    text: 'without arch the numbers of 64-bit calls also hold for 32-bit programs, where they are other calls',
  };
};

/** What a call saves at least, in nanoseconds, where it is worth a word. */
const WORTH = 30;

const dearFirst: Check = (placed) => {
  if (!isOn(placed, rule.LIST_EXIT, rule.LIST_IO_URING) || placed.isHash) return undefined;
  const [dear, cheap] = dearInFront(placed.rule.fields, WORTH) ?? [];
  return dear === undefined
    ? undefined
    : {
        ...{ id: 'slow-order', level: 'note', advice: `put ${dear} behind the other conditions` },
        text: `${dear} is compared before ${cheap}, which costs a fraction and would often settle it`,
      };
};

const B32 = 0x40000003;
/** What 32-bit programs really call, by letter of perm, and is not in the mask made for arch=b32. */
const forgotten: readonly (readonly [bit: number, call: number, name: string])[] = [
  [8, 212, 'chown32'],
  [2, 193, 'truncate64'],
];

const forgottenCalls: Check = (placed) => {
  const arch = placed.rule.fields.find((each) => each.field === field.FIELD_ARCH);
  const perm = placed.rule.fields.find((each) => each.field === field.FIELD_PERM);
  if (!arch || !('value' in arch) || arch.value !== B32 || !perm || !('value' in perm)) return undefined;
  const missing = forgotten.filter(([bit, call]) => (perm.value & bit) !== 0 && !holds(placed.mask, call));
  if (missing.length === 0) return undefined;
  return {
    ...{
      id: 'b32-perm',
      level: 'warning',
      advice: `add -S ${missing.map(([, , name]) => name).join(',')} or leave arch out`,
    },
    missing: missing.map(([, , name]) => name),
    text: `perm with arch=b32 does not hold ${missing.map(([, , name]) => name).join(', ')}, which 32-bit programs use`,
  };
};

const wrongKind: Check = (placed, _set, { kindOf, targetOf }) => {
  if (!kindOf) return undefined;
  for (const condition of placed.rule.fields) {
    if (!('text' in condition)) continue;
    const isDirectory = condition.field === field.FIELD_DIR;
    if (!isDirectory && condition.field !== field.FIELD_PATH && condition.field !== field.FIELD_EXE) continue;
    const kind = condition.text.endsWith('/') ? kindOf(`${condition.text}.`) : kindOf(condition.text);
    if (kind === 'link') {
      const object = targetOf?.(condition.text);
      return {
        ...(object !== undefined && { target: [condition.text, object] as const }),
        ...{ id: 'link', level: 'error', advice: 'name the file that it points to' },
        text: `${condition.text} is a symbolic link: what is done to the file behind it is not recorded`,
      };
    }
    if (kind === 'missing')
      return { id: 'missing-path', level: 'warning', advice: '', text: `${condition.text} does not exist here` };
  }
  return undefined;
};

const mountBorder: Check = (placed, _set, { mountsBelow }) => {
  const dir = placed.rule.fields.find((each) => each.field === field.FIELD_DIR);
  const mounts = dir && 'text' in dir ? (mountsBelow?.(dir.text) ?? []) : [];
  if (mounts.length === 0) return undefined;
  const more = mounts.length > 1 ? ` and ${mounts.length - 1} more` : '';
  return {
    ...{ id: 'mount-border', level: 'note', advice: 'load the rules after mounting, or add the mount with -q' },
    text: `${mounts[0]}${more} is mounted below: seen only while it is mounted when the rule is loaded`,
  };
};

export const ruleChecks: readonly Check[] = [
  ...[neverTask, alwaysTask, excludesCalls, neverExcludes, endsSearch, matchesNothing, noCalls],
  ...[unsetIncluded, missesRemoval, unsignedResult, noKey, noArch, dearFirst, forgottenCalls, wrongKind, mountBorder],
];
