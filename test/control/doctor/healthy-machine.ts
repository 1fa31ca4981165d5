/** A machine on which the doctor finds nothing, and what may be wrong with it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { type AuditdConf, readAuditdConf } from '../../../src/auditd/conf.js';
import { parseReport } from '../../../src/control/doctor/daemon-facts.js';
import type { DaemonFacts, Facts, LogFacts } from '../../../src/control/doctor/facts.js';
import { rulesFacts } from '../../../src/control/doctor/rules-facts.js';
import { type KernelRule, kernelRule } from '../../../src/control/reload/kernel-rule.js';
import type { AuditStatus } from '../../../src/netlink/status.js';
import { encodeRule } from '../../../src/rules/encode.js';
import { parseRule } from '../../../src/rules/parse.js';
import { machineByName } from '../../../src/tables/syscalls.js';
import { fakePlatform } from '../../cli/auditctl/run.js';
import { kernelWithMemory } from '../../netlink/fake-kernel.js';
import { testContext } from '../../rules/context.js';

export const folder: string = mkdtempSync(path.join(tmpdir(), 'ts-audit-'));
after(() => rmSync(folder, { recursive: true }));

export const goodRules: readonly string[] = [
  '-a always,exit -F arch=b64 -S execve -F key=exec',
  '-a always,exit -F arch=b32 -S execve -F key=exec',
  '-a always,exclude -F msgtype=CWD',
];

export function rules(...texts: readonly string[]): readonly KernelRule[] {
  return texts.map((text) => kernelRule(encodeRule(parseRule(text.split(' '), testContext()).rule)));
}

let files = 0;
/** The rules as files would have them. */
export function written(...lines: readonly string[]): Facts['rules'] {
  const name = path.join(folder, `set-${files++}`);
  rmSync(name, { recursive: true, force: true });
  const file = path.join(folder, 'audit.rules');
  writeFileSync(file, `${lines.join('\n')}\n`);
  try {
    // No folder of that name: the whole file stands for it.
    return rulesFacts(path.join(folder, 'rules.d'), fakePlatform(kernelWithMemory()));
  } finally {
    rmSync(file);
  }
}

const goodConf = `log_file = /var/log/audit/audit.log
log_format = ENRICHED
flush = INCREMENTAL_ASYNC
freq = 50
num_logs = 5
max_log_file_action = ROTATE
space_left = 75
space_left_action = SYSLOG
admin_space_left = 50
admin_space_left_action = SUSPEND
disk_full_action = SUSPEND
disk_error_action = SUSPEND
`;

/** `changes`: lines that replace those of the same name. */
export function conf(...changes: readonly string[]): AuditdConf {
  const names = changes.map((line) => line.split(' ')[0] ?? '');
  const kept = goodConf.split('\n').filter((line) => !names.includes(line.split(' ')[0] ?? '') || line === '');
  const file = path.join(folder, 'auditd.conf');
  writeFileSync(file, `${[...kept.filter(Boolean), ...changes].join('\n')}\n`, { mode: 0o640 });
  const read = readAuditdConf(file);
  // Who runs the test may not be root, and the folder of the log may be missing: both say nothing about the lines.
  return read;
}

export const status: AuditStatus = {
  enabled: 1,
  failure: 1,
  pid: 700,
  rateLimit: 0,
  backlogLimit: 8192,
  lost: 0,
  backlog: 3,
  featureBits: 0x7f,
  backlogWaitTime: 15000,
  backlogWaitTimeActual: 0,
};

const report = `audit version = 4.2.1
writing to logs = yes
space left on partition = yes
logging suspended = no
file system space action performed = no
admin space action performed = no
disk error detected = no
plugin queue overflow detected = no
plugin queueing suspended = no
`;

export const daemon: DaemonFacts = {
  pid: 700,
  program: 'auditd',
  state: 'S',
  report: parseReport(report),
  openFiles: ['/var/log/audit/audit.log'],
};

export const log: LogFacts = {
  path: '/var/log/audit/audit.log',
  file: { path: '/var/log/audit/audit.log', mode: 0o600, uid: 0, size: 4096 },
  folder: { path: '/var/log/audit', mode: 0o700, uid: 0, size: 4096 },
  isHidden: false,
  isReadable: true,
  disk: { freeMiB: 9000, totalMiB: 20000, freeInodes: 1000, isMemory: false },
};

const settings = new Map(goodConf.split('\n').flatMap((line) => (line ? [line.split(' = ') as [string, string]] : [])));
const parsed: AuditdConf = {
  logFile: log.path,
  endOfEventTimeout: 2n,
  settings,
  messages: [],
  isMissing: false,
  valid: true,
};

export function withSetting(name: string, value: string): Partial<Facts> {
  return { conf: { ...healthy.conf, conf: { ...parsed, settings: new Map([...settings, [name, value]]) } } };
}

export const healthy: Facts = {
  machine: machineByName('x86_64'),
  kernel: { status, rules: rules(...goodRules) },
  readers: [],
  daemon,
  conf: {
    file: '/etc/audit/auditd.conf',
    conf: parsed,
    isMissing: false,
    files: [{ path: '/etc/audit', mode: 0o750, uid: 0, size: 0 }],
  },
  log,
  rules: written(...goodRules),
  marker: 'found',
};

export const kernel = (changes: Partial<AuditStatus>): Partial<Facts> => ({
  kernel: { status: { ...status, ...changes }, rules: rules(...goodRules) },
});
/** The rules are in the files, too: what is wrong is what they say. */
export const ruled = (...texts: readonly string[]): Partial<Facts> => ({
  kernel: { status, rules: rules(...texts) },
  rules: written(...texts),
});
export const told = (line: string): Partial<Facts> => ({
  daemon: { ...daemon, report: parseReport(`${report}${line}\n`) },
});
export const file = (name: string, mode: number, uid = 0): Partial<Facts> => ({
  conf: { ...healthy.conf, files: [{ path: name, mode, uid, size: 0 }] },
});
export const disk = (changes: Partial<NonNullable<LogFacts['disk']>>): Partial<Facts> => ({
  log: { ...log, disk: { ...log.disk!, ...changes } },
});
