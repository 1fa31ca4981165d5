/** What rule sets mean: the questions about them, each with an example that a test runs. Lines behind `$` are typed; what follows is printed. */
import { type Block, code, type ManualSection, terms, text } from '../page.js';

export const ruleQuestions: ManualSection = {
  title: 'QUESTIONS ABOUT RULES',
  blocks: [
    text(
      'Rules compared as text mislead: the kernel lists another form of them, and an exception in front, a missing 32-bit twin or one bad ' +
        'line leaves a hole that nobody sees. `covers`, `diff`, `lint`, `explain`, `why-not`, `simulate`, `optimise` and `cost` ask a model ' +
        "of the kernel's filter instead (Linux 6.18), which was tried on the kernel itself. They change nothing and need no privilege, except for `live`.",
    ),
    text(
      'A rule set is a file, a folder (its *.rules merged as augenrules does), `-` for standard input, or `live` for what the kernel has. ' +
        'A rule that does not load is told as `--check` tells it; with `--keep-going` the rest is judged without it. `--arch` names another ' +
        'machine that the rules are for, `--json` is for programs, and `--format sarif` (covers, lint) for code hosting sites. The examples are about two files:',
    ),
    code(
      '$ cat policy.rules',
      '-a always,exit -F arch=b64 -S mount,umount2 -k mounts',
      '-w /etc/shadow -p wa -k identity',
      '$ cat own.rules',
      '-a never,exit -F arch=b64 -S mount -F uid=0',
      '-a always,exit -F arch=b64 -S mount -k mounts',
      '-a always,exit -F arch=b64 -S umount2 -k mounts',
      '-w /etc/shadow -p wa -k passwd',
    ),
    ...whatProves(),
    ...example(
      'covers: is what the policy asks for recorded? Each rule of the policy is covered, covered under another key, partly covered, shadowed ' +
        "by an exception, absent (no rule is about it: a rename onto the file of another rule is that rule's event), or unknown. Exceptions in the policy ask " +
        'for nothing. Several rules may cover one together.',
      '$ ts-auditctl covers policy.rules --by own.rules',
      'policy.rules:1: partly: -a always,exit -F arch=b64 -S mount,umount2 -k mounts',
      '    by -a always,exit -F arch=b64 -S mount -k mounts',
      '    by -a always,exit -F arch=b64 -S umount2 -k mounts',
      '    missing: mount (b64)',
      '    not recorded: mount of /elsewhere/file by uid 0, auid 1000, b64',
      '      a never rule decides: -a never,exit -F arch=b64 -S mount -F uid=0',
      'policy.rules:2: covered under another key: -w /etc/shadow -p wa -k identity',
      '    by -w /etc/shadow -p wa -k passwd',
    ),
    ...example(
      'diff: what does one set record and the other not? Here a change is reviewed, and the exception is gone:',
      '$ grep -v never own.rules | ts-auditctl diff own.rules -',
      'only - records:',
      '  mount of /elsewhere/file by uid 0, auid 1000, b64',
      '    own.rules: -a never,exit -F arch=b64 -S mount -F uid=0',
      '    -: -a always,exit -F arch=b64 -S mount -k mounts',
    ),
    ...example(
      'lint: what loads, and does something else than meant? Errors and warnings are exit status 1, notes are not. `--fix` prints the file ' +
        'mended, `--here` looks at the paths of this machine: a watch on a symbolic link records nothing.',
      '$ ts-auditctl lint own.rules | fold -sw 66',
      'own.rules:2: warning: 32-bit programs are not seen: there is no',
      'such rule with arch=b32 (add the same rule with -F arch=b32)',
      '[no-b32-twin]',
      'own.rules:2: warning: the same can be done with move_mount, which',
      'the rule does not hold (add move_mount to -S) [newer-calls]',
      'own.rules:3: warning: 32-bit programs are not seen: there is no',
      'such rule with arch=b32 (add the same rule with -F arch=b32)',
      '[no-b32-twin]',
    ),
    ...example(
      'why-not: why is there no event? The event is a system call and what is known of it, or `--event N -if LOG`. What is not said is ' +
        'unknown; it is about one file at most. With `live`, which is taken when no rules are named, the machine is asked, too: auditing off, no daemon, a full backlog, a container.',
      '$ ts-auditctl why-not own.rules -- mount path=/mnt uid=0 auid=1000 | fold -sw 66',
      'not recorded, a never rule decides: -a never,exit -F arch=b64 -S',
      'mount -F uid=0',
      '  because a never rule decides first: -a never,exit -F arch=b64',
      '-S mount -F uid=0 (put the rule that is to record in front of it',
      '(-A), or narrow it)',
      '  matches: -a always,exit -F arch=b64 -S mount -k mounts',
      '  2 rules are about other calls or other files',
    ),
    ...example(
      'simulate: what would these rules have recorded of a log? By rule, day, hour, program and user, and what no rule catches. A log holds ' +
        'only what other rules recorded: with `--made-by` or `--diff` it is proved for each rule whether the log shows all of it, else that is unknown. ' +
        'Rules are taken to stand all the time: that the kernel deletes a watch when the folder above it is renamed, removed or unmounted is not followed.',
      '$ ts-auditctl simulate own.rules --log audit.log | head -n 4',
      'own.rules on 11/22/26 11:30:04 to 11/22/26 11:30:07',
      'recorded by a rule: 1 event, 0.8 kB, 72.9 kB a day',
      'kept out by never rules: 1 event, 0.8 kB',
      'caught by no rule: 73 events, 74.4 kB',
    ),
    ...example(
      'cost: what do they cost each system call? For the calls of a busy server, or with `--log` those of a log. Nanoseconds are those of ' +
        'one measured machine, ratios hold elsewhere.',
      '$ ts-auditctl cost own.rules | head -n 1',
      'An average call pays 293 ns: 281 ns for being audited, 12 ns for the rules.',
    ),
    ...example(
      'optimise: the same, cheaper. The rules go to standard output, the reasons to standard error; no step is taken that is not proved to ' +
        'leave the same events under the same keys.',
      '$ ts-auditctl optimise own.rules',
      '-a never,exit -F arch=b64 -S mount -F uid=0',
      '-a always,exit -F arch=b64 -S mount,umount2 -F key=mounts',
      '-w /etc/shadow -p wa -k passwd',
    ),
  ],
};

function whatProves(): readonly Block[] {
  return [
    terms({
      'What a witness proves':
        'A miss or a difference comes with an event, the witness: the model records it with the one set and not with the other. /elsewhere/file ' +
        'stands for a file that no rule names, uid 1000 for a user.',
      'What "covered" and "equal" prove':
        'Every event was looked at, in classes that no rule tells apart, and none is recorded differently. This holds for paths that are plain ' +
        'files: no links, no mounts, none replaced since the rules were loaded. `--here` looks links up. ' +
        'Conditions on security labels (subj_type, obj_role ...) may hold or not: what hangs on that is unknown. ' +
        'It is said of what rules decide: when the folder above a watch is renamed, removed or unmounted the kernel deletes the watch and records ' +
        'that call by itself, whatever the rules say.',
      'What "unknown" means':
        'Neither was proved, and the reason stands beside it: what only a file system knows (are these two paths one file?), inode numbers, ' +
        'labels, groups of a logged process, or a comparison that is too large. It is never a quiet yes, and its exit status is 1.',
    }),
  ];
}

function example(what: string, ...lines: readonly string[]): readonly Block[] {
  return [text(what), code(...lines)];
}
