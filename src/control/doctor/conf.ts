/** `doctor` on auditd.conf, as the daemon itself reads it. */

import type { AuditdConf } from '../../auditd/conf.js';
import { withoutBlanksBehind } from '../../bytes/blanks.js';
import type { ConfFacts } from './facts.js';
import { advice, type DoctorFinding, ok, problem } from './finding.js';

const RELOAD = 'then ts-auditctl --signal reload';

export function judgeConf({ file, conf, isMissing }: ConfFacts): readonly DoctorFinding[] {
  if (isMissing) {
    return [
      advice('auditd.conf', `${file} does not exist`, 'the settings of the daemon are not judged', 'install auditd'),
    ];
  }
  if (!conf) return [advice('auditd.conf', `${file} cannot be read`, 'its settings are not judged', 'be root')];
  if (!conf.valid) {
    const text = `${file} is refused: ${conf.messages.map(withoutBlanksBehind).join('; ')}`;
    return [problem('auditd.conf', text, 'auditd does not start, nor reload', `mend the line, ${RELOAD}`)];
  }
  const told = conf.messages.map((message) =>
    advice('auditd.conf', message, 'the daemon complains of it at every start', `mend the line, ${RELOAD}`),
  );
  const found = [...told, ...settings.flatMap((setting) => judgeSetting(setting, conf)), ...rotation(conf)];
  return found.length > 0 ? found : [ok('auditd.conf', `${file} looks well`)];
}

interface SettingRule {
  readonly name: string;
  /** The daemon's value when the file has none. */
  readonly standard: string;
  readonly bad: readonly string[];
  readonly level: 'advice' | 'problem';
  readonly why: string;
  readonly better: string;
}

const settings: readonly SettingRule[] = [
  rule('local_events', 'yes', ['no'], 'problem', 'events of this machine are not recorded', 'yes'),
  rule('write_logs', 'yes', ['no'], 'problem', 'events are not written to a log on this machine', 'yes'),
  rule('log_format', 'raw', ['nolog'], 'problem', 'events are not written to a log on this machine', 'ENRICHED'),
  rule(
    'flush',
    'incremental',
    ['none'],
    'advice',
    'the last records are lost when the machine stops',
    'INCREMENTAL_ASYNC',
  ),
  rule('space_left_action', 'ignore', ['ignore'], 'advice', 'nobody learns that the disk fills up', 'SYSLOG'),
  rule('admin_space_left_action', 'ignore', ['ignore'], 'advice', 'the last warning is not acted on', 'SUSPEND'),
  rule('disk_full_action', 'ignore', ['ignore'], 'advice', 'events are dropped without a word', 'SUSPEND'),
  rule('disk_error_action', 'ignore', ['ignore'], 'advice', 'failed writes lose events without a word', 'SYSLOG'),
  rule('overflow_action', 'syslog', ['ignore'], 'advice', 'nobody learns that plugins miss events', 'SYSLOG'),
  rule('max_log_file_action', 'ignore', ['ignore', 'syslog'], 'advice', 'the log grows without limit', 'ROTATE'),
  rule('max_log_file_action', 'ignore', ['suspend'], 'problem', 'logging ends when the log is full', 'ROTATE'),
  rule(
    'max_log_file_action',
    'ignore',
    ['keep_logs'],
    'advice',
    'old logs are never deleted, the disk fills',
    'ROTATE',
  ),
];

function rule(
  name: string,
  standard: string,
  bad: readonly string[],
  level: SettingRule['level'],
  why: string,
  better: string,
): SettingRule {
  return { name, standard, bad, level, why, better };
}

function judgeSetting(
  { name, standard, bad, level, why, better }: SettingRule,
  conf: AuditdConf,
): readonly DoctorFinding[] {
  const value = (conf.settings.get(name) ?? standard).toLowerCase();
  if (!bad.includes(value)) return [];
  return [
    (level === 'problem' ? problem : advice)(
      'auditd.conf',
      `${name} is ${value}`,
      why,
      `${name} = ${better}, ${RELOAD}`,
    ),
  ];
}

/** One log alone cannot be rotated. */
function rotation(conf: AuditdConf): readonly DoctorFinding[] {
  const action = (conf.settings.get('max_log_file_action') ?? 'ignore').toLowerCase();
  const logs = Number(conf.settings.get('num_logs') ?? 0);
  if (action !== 'rotate' || logs >= 2) return [];
  return [
    advice(
      'auditd.conf',
      `num_logs is ${logs}`,
      'logs are not rotated, the log grows without limit',
      `num_logs = 5, ${RELOAD}`,
    ),
  ];
}
