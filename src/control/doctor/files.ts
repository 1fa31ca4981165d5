/** `doctor` on the files: who may write what decides about evidence, and the disk under the log. */
import type { AuditdConf } from '../../auditd/conf.js';
import type { FileFacts, LogFacts } from './facts.js';
import { advice, type DoctorFinding, ok, problem } from './finding.js';

const STICKY = 0o1000;

/** Configuration, rules and their folders. */
export function judgeWritable(files: readonly FileFacts[]): readonly DoctorFinding[] {
  return files.flatMap(({ path, mode, uid }) => {
    if ((mode & 0o002) !== 0) {
      const why = 'everybody on this machine can switch auditing off';
      return [problem('files', `Everybody may write ${path}`, why, `chmod o-w ${path}`)];
    }
    if (uid === 0) return [];
    return [
      problem('files', `${path} does not belong to root`, 'its owner can switch auditing off', `chown root ${path}`),
    ];
  });
}

export function judgeLog(log: LogFacts, conf: AuditdConf | undefined): readonly DoctorFinding[] {
  const { path, file, folder, isReadable, disk } = log;
  const found: DoctorFinding[] = [];
  if (folder && (folder.mode & 0o002) !== 0) {
    const isSticky = (folder.mode & STICKY) !== 0;
    const why = isSticky ? 'everybody can put logs of their own there' : 'everybody can delete and replace the logs';
    found.push(problem('log', `Everybody may write the folder ${folder.path}`, why, `chmod 700 ${folder.path}`));
  }
  if (log.isHidden) {
    return [...found, advice('log', `Whether there is a log ${path} cannot be seen`, 'it is not looked at', 'be root')];
  }
  if (!file) {
    const why = 'nothing was recorded, or it is somewhere else';
    return [
      ...found,
      advice('log', `The log ${path} does not exist`, why, 'start auditd, or correct log_file'),
      ...judgeDisk(log, conf),
    ];
  }
  if ((file.mode & 0o007) !== 0) {
    const why = 'it holds what users typed and opened';
    found.push(problem('log', `Everybody may read or write ${path}`, why, `chmod o-rwx ${path}`));
  }
  if (file.uid !== 0)
    found.push(problem('log', `${path} does not belong to root`, 'its owner can change it', `chown root ${path}`));
  if (!isReadable)
    found.push(
      advice(
        'log',
        `The log ${path} is not readable for you`,
        'it is not looked at',
        'be root, or a member of log_group',
      ),
    );
  if (found.length === 0) found.push(ok('log', `The log ${path} is there, ${Math.round(file.size / 1024)} KiB`));
  return disk ? [...found, ...judgeDisk(log, conf)] : found;
}

function judgeDisk({ disk, path }: LogFacts, conf: AuditdConf | undefined): readonly DoctorFinding[] {
  if (!disk) return [];
  const { freeMiB, totalMiB, freeInodes, isMemory } = disk;
  if (freeMiB === 0) return [problem('disk', 'The disk of the log is full', 'events are being lost', 'make room')];
  if (freeInodes === 0) {
    return [
      problem('disk', 'The disk of the log has no inodes left', 'a rotated log cannot be made', 'delete small files'),
    ];
  }
  const wanted = conf?.settings.get('space_left') ?? '';
  const limit = (Number.parseInt(wanted, 10) || 0) * (wanted.endsWith('%') ? totalMiB / 100 : 1);
  const found: DoctorFinding[] = [];
  if (freeMiB < limit) {
    const text = `${freeMiB} MiB are left for the log, less than space_left (${wanted})`;
    found.push(problem('disk', text, 'the daemon acts as space_left_action says', 'make room'));
  }
  if (isMemory)
    found.push(
      advice('disk', `${path} lies in memory (tmpfs)`, 'a reboot deletes all evidence', 'put log_file on a disk'),
    );
  return found.length > 0 ? found : [ok('disk', `${freeMiB} MiB are left for the log`)];
}
