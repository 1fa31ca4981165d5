/** Causes that lie in the rule set as a whole: lists that come first, rules that shadow others, rules that are missing. */
import { SYSCALL } from '../../tables/generated/record-type.js';
import { FIELD_MSGTYPE } from '../fields.js';
import { contextOf } from '../model/decide.js';
import { matchRecord } from '../model/record-lists.js';
import { rulesOn } from '../model/rule-set.js';
import { ACTION_ALWAYS, LIST_EXCLUDE, LIST_EXIT, LIST_FILESYSTEM, LIST_IO_URING, LIST_TASK } from '../rule.js';
import { type Finder, maybe, sure } from './cause.js';

export const noKey: Finder = ({ decision }) =>
  decision.key === null
    ? [sure('no-key', 'it is recorded without a key: a search by key does not find it', 'give the rule a key with -k')]
    : [];

export const task: Finder = ({ set, event }) => {
  const [first] = rulesOn(set, LIST_TASK);
  if (!first) return [];
  const context = contextOf(set, event.parent ?? event);
  if (context.kind === 'none')
    return [
      sure(
        'never-task',
        `a process that is created while the task rule is loaded has no audit context, for its whole life: ${context.rule?.line}`,
        'delete that rule (-d) and start the process anew; distributions load it by default',
      ),
    ];
  return context.kind === 'unknown'
    ? [
        maybe(
          'never-task',
          `a task rule may have kept the process from being audited: ${context.rule?.line}`,
          'tell more of the parent, or delete the rule',
        ),
      ]
    : [];
};

export const excluded: Finder = ({ set, event }) => {
  const match = matchRecord(rulesOn(set, LIST_EXCLUDE), event, SYSCALL, {});
  if (match.matches === false || !match.rule) return [];
  const isByType = match.rule.rule.fields.some(({ field }) => field === FIELD_MSGTYPE);
  const id = isByType ? 'excluded-type' : 'excluded-process';
  const text = isByType
    ? 'its SYSCALL record is dropped, and the whole event with it'
    : 'all records of this process are dropped';
  return [
    {
      id,
      text: `${text}: ${match.rule.line}`,
      change: 'delete or narrow the exclude rule; never,exclude drops as well',
      isSure: match.matches === true,
    },
  ];
};

/** The lists that a message passes have decided; rules about calls are nothing to it. */
export const droppedMessage: Finder = ({ decision: { rule, recorded } }) =>
  rule === null
    ? []
    : [
        {
          id: 'message-dropped',
          text: `a rule of the user or exclude list drops it: ${rule}`,
          change: 'delete or narrow it; never,exclude drops as well',
          isSure: recorded === false,
        },
      ];

export const neverRule: Finder = ({ set, decision }) => {
  const rule = [...set.lists.values()].flat().find(({ line }) => line === decision.rule);
  if (!rule || rule.rule.action === ACTION_ALWAYS || rule.rule.list !== LIST_EXIT) return [];
  const shadows = rulesOn(set, LIST_EXIT).some(({ place }) => place > rule.place);
  const id = rule.isHash ? 'never-path' : 'never-rule';
  return [
    sure(
      id,
      `a never rule decides first: ${rule.line}`,
      shadows ? 'put the rule that is to record in front of it (-A), or narrow it' : 'delete it',
    ),
  ];
};

export const noRules: Finder = ({ set }) =>
  rulesOn(set, LIST_EXIT).length === 0 && rulesOn(set, LIST_IO_URING).length === 0
    ? [sure('no-rules', 'no rule is there that records system calls', 'load rules (-R, --load-dir)')]
    : [];

export const operation: Finder = ({ set, event, near }) =>
  event.uring_op !== undefined && rulesOn(set, LIST_IO_URING).length === 0 && near.length > 0
    ? [
        sure(
          'io-uring',
          'the operation runs inside io_uring: rules with perm or for other calls never see it',
          'add a rule on the io_uring list',
        ),
      ]
    : [];

export const hiddenFiles: Finder = ({ set, event }) =>
  rulesOn(set, LIST_FILESYSTEM).length > 0 && (event.names?.length ?? 0) > 0
    ? [
        maybe(
          'filesystem-list',
          'filesystem rules hide the files of some file systems from all rules about files',
          'look at the file system of the file (stat -f)',
        ),
      ]
    : [];

export const labels: Finder = ({ near }) =>
  near.some(({ fails }) => fails.some((name) => /^(subj|obj)_(?!uid|gid)/.test(name)))
    ? [maybe('labels', 'labels match nothing where no security module is at work', 'leave subj_ and obj_ out')]
    : [];
