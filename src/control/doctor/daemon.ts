/** `doctor` on auditd: its configuration, its log and the disk under it. */
import { accessSync, constants, readFileSync, statfsSync, statSync } from 'node:fs';
import { AUDITD_CONF } from '../../auditd/conf.js';
import { toPath } from '../../bytes/text.js';
import { advice, type DoctorFinding, ok, problem } from './finding.js';

type Settings = ReadonlyMap<string, string>;

/** `file`: the configuration to look at. */
export function judgeDaemon(file: string = AUDITD_CONF): readonly DoctorFinding[] {
  let text: string;
  try {
    text = readFileSync(toPath(file), 'latin1');
  } catch {
    return [advice('auditd.conf', `${file} cannot be read`, 'is auditd installed? Its settings are not judged')];
  }
  const settings: Settings = new Map(
    text.split('\n').flatMap((line) => {
      const [, name, value] = /^\s*([a-z_]+)\s*=\s*(.*?)\s*$/i.exec(line) ?? [];
      return name === undefined ? [] : [[name.toLowerCase(), value ?? ''] as const];
    }),
  );
  const found = [...actions(settings), ...flushing(settings), ...log(settings)];
  return found.length > 0 ? found : [ok('auditd.conf', `${file} looks well`)];
}

interface ActionSetting {
  readonly name: string;
  /** The daemon's value when the file has none. */
  readonly standard: string;
  readonly risky: readonly string[];
  readonly what: string;
}

/** What the daemon does when something runs out; the risky answers lose events without a word. */
const actionSettings: readonly ActionSetting[] = [
  {
    name: 'space_left_action',
    standard: 'ignore',
    risky: ['ignore'],
    what: 'nobody learns that the disk fills up; use syslog or email',
  },
  {
    name: 'admin_space_left_action',
    standard: 'ignore',
    risky: ['ignore'],
    what: 'the last warning is not acted on; use suspend, single or halt',
  },
  {
    name: 'disk_full_action',
    standard: 'ignore',
    risky: ['ignore', 'suspend'],
    what: 'events are lost while the disk is full; use rotate, single or halt',
  },
  {
    name: 'disk_error_action',
    standard: 'ignore',
    risky: ['ignore'],
    what: 'write errors lose events silently; use syslog, single or halt',
  },
  {
    name: 'max_log_file_action',
    standard: 'ignore',
    risky: ['ignore'],
    what: 'the log grows without limit; use rotate or keep_logs',
  },
];

function actions(settings: Settings): readonly DoctorFinding[] {
  return actionSettings.flatMap(({ name, standard, risky, what }) => {
    const value = (settings.get(name) ?? standard).toLowerCase();
    return risky.includes(value) ? [advice('auditd.conf', `${name} is ${value}`, what)] : [];
  });
}

function flushing(settings: Settings): readonly DoctorFinding[] {
  const flush = (settings.get('flush') ?? 'incremental').toLowerCase();
  const what = 'records of the last moments are lost when the machine stops; use incremental_async, data or sync';
  const found = flush === 'none' ? [advice('auditd.conf', 'flush is none', what)] : [];
  if ((settings.get('write_logs') ?? 'yes').toLowerCase() === 'no') {
    return [...found, advice('auditd.conf', 'write_logs is no', 'events are not written to a log on this machine')];
  }
  return found;
}

function log(settings: Settings): readonly DoctorFinding[] {
  const file = settings.get('log_file') || '/var/log/audit/audit.log';
  const found: DoctorFinding[] = [];
  const stat = statSync(toPath(file), { throwIfNoEntry: false });
  if (!stat) return [advice('log', `The log ${file} does not exist`, 'start auditd, or check log_file')];
  try {
    accessSync(toPath(file), constants.R_OK);
    found.push(ok('log', `The log ${file} is readable, ${Math.round(stat.size / 1024)} KiB`));
  } catch {
    found.push(advice('log', `The log ${file} is not readable for you`, 'be root, or a member of log_group'));
  }
  if (stat.mode & 0o007) found.push(problem('log', `Everybody may read or write ${file}`, 'chmod o-rwx'));
  return [...found, ...disk(file, settings)];
}

function disk(file: string, settings: Settings): readonly DoctorFinding[] {
  const { bsize, bavail, blocks } = statfsSync(toPath(file));
  const freeMiB = Math.floor((bsize * bavail) / (1 << 20));
  const wanted = settings.get('space_left') ?? '';
  const limit = wanted.endsWith('%')
    ? (Number.parseInt(wanted, 10) / 100) * ((bsize * blocks) / (1 << 20))
    : Number.parseInt(wanted, 10);
  if (freeMiB === 0) return [problem('disk', 'The disk of the log is full', 'events are being lost; make room')];
  if (freeMiB < limit)
    return [problem('disk', `${freeMiB} MiB are left for the log, less than space_left (${wanted})`, 'make room')];
  return [ok('disk', `${freeMiB} MiB are left for the log`)];
}
