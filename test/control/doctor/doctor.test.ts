/** Planted states: each is found, with a level, a reason and a command; a healthy machine has none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exitStatusOf, judge } from '../../../src/control/doctor/doctor.js';
import type { Facts } from '../../../src/control/doctor/facts.js';
import type { DoctorFinding } from '../../../src/control/doctor/finding.js';
import {
  conf,
  daemon,
  disk,
  file,
  folder,
  goodRules,
  healthy,
  kernel,
  log,
  ruled,
  rules,
  status,
  told,
  withSetting,
  written,
} from './healthy-machine.js';

/** What is planted, what must be found. */
const planted: readonly (readonly [
  name: string,
  facts: Partial<Facts>,
  level: DoctorFinding['level'],
  text: RegExp,
])[] = [
  ['auditing off', kernel({ enabled: 0 }), 'problem', /Auditing is off/],
  ['no daemon', { daemon: undefined }, 'problem', /No audit daemon/],
  ['daemon gone', { daemon: { ...daemon, program: undefined, state: undefined } }, 'problem', /is gone/],
  ['daemon a zombie', { daemon: { ...daemon, state: 'Z' } }, 'problem', /is gone/],
  ['daemon stopped', { daemon: { ...daemon, state: 'T', report: undefined } }, 'problem', /is stopped/],
  ['logging suspended', told('logging suspended = yes'), 'problem', /suspended logging/],
  ['daemon writes no log', told('writing to logs = no'), 'problem', /writes no log/],
  ['disk error', told('disk error detected = yes'), 'problem', /met an error/],
  ['no space for the daemon', told('space left on partition = no'), 'problem', /no space left/],
  ['first warning given', told('file system space action performed = yes'), 'advice', /first warning/],
  ['last warning given', told('admin space action performed = yes'), 'advice', /last warning/],
  ['plugins suspended', told('plugin queueing suspended = yes'), 'advice', /to the plugins/],
  ['plugins overflow', told('plugin queue overflow detected = yes'), 'advice', /overflowed/],
  ['records lost', kernel({ lost: 7 }), 'problem', /7 records are lost/],
  ['silent losses', kernel({ failure: 0 }), 'advice', /silent/],
  ['panic at losses', kernel({ failure: 2 }), 'advice', /panics/],
  ['small queue', kernel({ backlogLimit: 64 }), 'advice', /holds 64/],
  ['full queue', kernel({ backlog: 5000 }), 'problem', /5000 of 8192/],
  ['nobody waits', kernel({ backlogWaitTime: 0 }), 'advice', /wait time 0/],
  ['programs waited', kernel({ backlogWaitTimeActual: 9 }), 'advice', /have waited/],
  ['rate limit', kernel({ rateLimit: 50 }), 'advice', /At most 50/],
  ['no rules', ruled(), 'advice', /No rules are loaded/],
  ['never,task', ruled('-a never,task', ...goodRules), 'problem', /never,task/],
  ['never,task for some', ruled('-a never,task -F uid>=1000', ...goodRules), 'problem', /never,task -F uid/],
  ['never for all calls', ruled('-a never,exit', ...goodRules), 'problem', /never,exit/],
  ['never for a range of uids', ruled('-a never,exit -F auid>=1000', ...goodRules), 'problem', /auid>=1000/],
  [
    'never for execve of root',
    ruled('-a never,exit -F arch=b64 -S execve -F uid=0', ...goodRules),
    'problem',
    /execve -F uid=0/,
  ],
  ...[
    '-F msgtype>=0',
    '-F msgtype!=0',
    '-F msgtype>1000',
    '-F msgtype<=9999',
    '-F msgtype=SYSCALL',
    '-F uid>=0',
    '-F pid!=1',
  ].map((how) => [`exclude ${how}`, ruled(`-a always,exclude ${how}`, ...goodRules), 'problem', /exclude/] as const),
  ...[
    '-F pid>=1',
    '-F a0>=0',
    '-F a1!=12345',
    '-F inode!=7',
    '-F exe!=/usr/bin/none',
    '-F dir=/',
    '-C uid=euid',
    '-F subj_user!=nobody_u',
  ].map(
    (how) => [`never where ${how}`, ruled(`-a never,exit -S all ${how}`, ...goodRules), 'problem', /blind/] as const,
  ),
  ['io_uring never', ruled('-a never,io_uring -S all', '-a always,io_uring -S openat'), 'advice', /never,io_uring/],
  ['no names of files', ruled('-a never,filesystem -F fstype!=tracefs', ...goodRules), 'problem', /never,filesystem/],
  [
    'a call that is exempt for all',
    ruled(
      '-a never,exit -F arch=b64 -S chmod',
      ...goodRules,
      ...['b64', 'b32'].map((arch) => `-a always,exit -F arch=${arch} -S chmod,chown`),
    ),
    'advice',
    /never,exit -F arch=b64 -S chmod/,
  ],
  ['exclude logins', ruled('-a never,exclude -F msgtype>=1100 -F msgtype<=1120', ...goodRules), 'problem', /exclude/],
  ['no user messages', ruled('-a never,user -F uid>=0', ...goodRules), 'problem', /never,user/],
  [
    'an exception in front of a watch',
    ruled('-a never,exit -F path=/etc/passwd', ...goodRules, '-w /etc/passwd -p wa -k id'),
    'problem',
    /never records anything: -w \/etc\/passwd/,
  ],
  ['one rule of no file', { rules: written(...goodRules.slice(1)) }, 'advice', /1 rule is in force that no file has/],
  ['one word size', ruled(goodRules[0]!), 'advice', /32-bit twin/],
  ['no arch', ruled('-a always,exit -S execve'), 'advice', /no arch/],
  ['rules not loaded', { kernel: { status, rules: rules(goodRules[0]!) } }, 'problem', /2 of 3 rules of the files/],
  ['rules of no file', { rules: written(goodRules[0]!) }, 'advice', /2 rules are in force that no file has/],
  ['other order', { rules: written(goodRules[1]!, goodRules[0]!, goodRules[2]!) }, 'advice', /another order/],
  [
    'errors in files',
    { rules: written(...goodRules, '-a always,exit -S opne') },
    'problem',
    /1 errors in the rule files/,
  ],
  ['audit.rules is old', { rules: { ...healthy.rules, isGenerated: false } }, 'advice', /audit\.rules is not/],
  ['local_events', withSetting('local_events', 'no'), 'problem', /local_events is no/],
  ['write_logs', withSetting('write_logs', 'no'), 'problem', /write_logs is no/],
  ['log_format', withSetting('log_format', 'NOLOG'), 'problem', /log_format is nolog/],
  ['flush', withSetting('flush', 'NONE'), 'advice', /flush is none/],
  ['space_left_action', withSetting('space_left_action', 'ignore'), 'advice', /space_left_action is ignore/],
  ...['admin_space_left_action', 'disk_error_action', 'overflow_action'].map(
    (name) => [name, withSetting(name, 'ignore'), 'advice', new RegExp(`${name} is ignore`)] as const,
  ),
  ['max_log_file_action SUSPEND', withSetting('max_log_file_action', 'SUSPEND'), 'problem', /is suspend/],
  ['max_log_file_action unset', withSetting('max_log_file_action', 'ignore'), 'advice', /is ignore/],
  ['one log only', withSetting('num_logs', '1'), 'advice', /num_logs is 1/],
  ['disk_full_action', withSetting('disk_full_action', 'ignore'), 'advice', /disk_full_action is ignore/],
  ['max_log_file_action SYSLOG', withSetting('max_log_file_action', 'SYSLOG'), 'advice', /is syslog/],
  ['max_log_file_action KEEP_LOGS', withSetting('max_log_file_action', 'KEEP_LOGS'), 'advice', /is keep_logs/],
  ['num_logs', withSetting('num_logs', '0'), 'advice', /num_logs is 0/],
  ['no configuration', { conf: { ...healthy.conf, conf: undefined, isMissing: true } }, 'advice', /does not exist/],
  ['configuration writable', file('/etc/audit/auditd.conf', 0o666), 'problem', /Everybody may write/],
  ['rules folder writable', file('/etc/audit/rules.d', 0o777), 'problem', /Everybody may write/],
  ['rules of somebody', file('/etc/audit/rules.d/x.rules', 0o600, 1000), 'problem', /does not belong to root/],
  ['log readable', { log: { ...log, file: { ...log.file!, mode: 0o644 } } }, 'problem', /read or write/],
  ['log folder writable', { log: { ...log, folder: { ...log.folder!, mode: 0o777 } } }, 'problem', /write the folder/],
  [
    'log folder as open as /tmp',
    { log: { ...log, folder: { ...log.folder!, mode: 0o1777 } } },
    'problem',
    /write the folder/,
  ],
  [
    'log folder writable, its log out of sight',
    { log: { ...log, folder: { ...log.folder!, mode: 0o777 }, file: undefined, isHidden: true } },
    'problem',
    /write the folder/,
  ],
  ['log of somebody', { log: { ...log, file: { ...log.file!, uid: 1000 } } }, 'problem', /does not belong to root/],
  ['no log', { log: { ...log, file: undefined } }, 'advice', /does not exist/],
  ['log out of sight', { log: { ...log, file: undefined, isHidden: true } }, 'advice', /cannot be seen/],
  ['disk full', disk({ freeMiB: 0 }), 'problem', /is full/],
  ['little space', disk({ freeMiB: 60 }), 'problem', /less than space_left/],
  ['no inodes', disk({ freeInodes: 0 }), 'problem', /no inodes/],
  ['log in memory', disk({ isMemory: true }), 'advice', /tmpfs/],
  ['marker lost', { marker: 'missing' }, 'problem', /is not in/],
  ['another file', { marker: 'missing', daemon: { ...daemon, openFiles: ['/tmp/x.log'] } }, 'problem', /is not in/],
  [
    'no right to ask',
    { kernel: { refusal: 'The kernel cannot be asked', advice: 'be root' } },
    'problem',
    /cannot be asked/,
  ],
];

const wrong = (findings: readonly DoctorFinding[]): readonly DoctorFinding[] =>
  findings.filter(({ level }) => level !== 'ok');

test('a queue that is too small is to become larger than it is', () => {
  const commandOf = (backlogLimit: number): string | undefined =>
    judge({ ...healthy, ...kernel({ backlogLimit, lost: 7 }) }).find(({ topic }) => topic === 'lost')?.command;
  assert.match(commandOf(64) ?? '', /-b 8192 /);
  assert.match(commandOf(8192) ?? '', /-b 16384 /);
});

test('a healthy machine has no finding', () => {
  const findings = judge(healthy);
  assert.deepEqual(wrong(findings), []);
  assert.equal(exitStatusOf(findings), 0);
  // Narrow exceptions are no blindness, nor is a never rule behind all others.
  const sorted = [
    '-a never,user -F subj_type=crond_t',
    '-a never,exit -F arch=b64 -S adjtimex -F auid=unset -F uid=0',
    '-a never,exit -F exe=/usr/bin/backup',
    '-a never,exit -F dir=/var/cache',
    '-a never,exit -S all -F pid=7',
    '-a never,exit -F arch=b64 -S open -F a1&=0x40',
    '-a never,exit -F arch=b64 -S getpid',
    '-a never,exit -F arch=b64 -S rt_sigreturn',
    ...goodRules.slice(0, 2),
    ...['b64', 'b32'].map((arch) => `-a always,exit -F arch=${arch} -S all -F exit=-EINVAL -F key=invalid`),
    '-a never,exit',
    ...goodRules.slice(2),
    '-a always,exclude -F msgtype=CRYPTO_KEY_USER',
    '-a never,filesystem -F fstype=tracefs',
  ];
  assert.deepEqual(wrong(judge({ ...healthy, ...ruled(...sorted) })), []);
});

for (const [name, facts, level, text] of planted) {
  test(`planted: ${name}`, () => {
    const findings = judge({ ...healthy, ...facts });
    const found = findings.find((finding) => finding.level === level && text.test(finding.text));
    assert.ok(found, JSON.stringify(wrong(findings)));
    assert.ok(found.why && found.command);
    assert.equal(exitStatusOf(findings), level === 'problem' ? 2 : 1, JSON.stringify(wrong(findings)));
  });
}

test('the end of the marker is where something was found, or the file that the daemon has open', () => {
  const missing = (facts: Partial<Facts>): DoctorFinding | undefined =>
    judge({ ...healthy, ...facts, marker: 'missing' }).find(({ topic }) => topic === 'marker');
  assert.match(missing({ daemon: { ...daemon, state: 'T', report: undefined } })?.why ?? '', /is stopped/);
  assert.match(missing(told('logging suspended = yes'))?.why ?? '', /suspended/);
  assert.match(missing(disk({ freeMiB: 0 }))?.why ?? '', /is full/);
  assert.match(missing(ruled('-a always,exclude -F msgtype>0', ...goodRules))?.why ?? '', /exclude/);
  assert.match(missing({ daemon: { ...daemon, openFiles: ['/tmp/x.log'] } })?.why ?? '', /writes to \/tmp\/x\.log/);
});

const asRoot = process.geteuid?.() === 0 ? false : 'the parser wants a file of root';

test('configurations with which auditd does not start', { skip: asRoot }, () => {
  for (const line of [
    'admin_space_left = 80',
    'no_such_word = 1',
    'flush = sometimes',
    'num_logs = many',
    'log_group = nosuchgroup',
  ]) {
    const findings = judge({ ...healthy, conf: { ...healthy.conf, conf: conf(line, `log_file = ${folder}/a.log`) } });
    assert.ok(
      findings.some(({ level, text }) => level === 'problem' && /is refused/.test(text)),
      line,
    );
  }
});
