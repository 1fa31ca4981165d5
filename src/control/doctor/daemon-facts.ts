/** What can be seen of the daemon's process, and what it tells of itself. */
import { existsSync, statSync } from 'node:fs';
import { AUDITD_CONF } from '../../auditd/conf.js';
import type { Platform } from '../platform.js';
import { linkTarget, list, readText } from '../proc-file.js';
import type { DaemonFacts } from './facts.js';

/** Where auditd keeps its process number and, when told SIGCONT, its report; the older place last. */
const pidFiles = ['/run/audit/auditd.pid', '/run/auditd.pid'] as const;
const reportFiles = ['/run/audit/auditd.state', '/run/auditd.state'] as const;
const REPORT_MS = 1000;
const STEP_MS = 20;

export function daemonFacts(pid: number, platform: Platform): DaemonFacts {
  const program = readText(`/proc/${pid}/comm`).trim() || undefined;
  const stat = readText(`/proc/${pid}/stat`);
  const state = stat === '' ? undefined : stat.charAt(stat.lastIndexOf(')') + 2);
  const runs = program !== undefined && state !== undefined && !'TtZX'.includes(state);
  const isAuditd = program === 'auditd' || pidFiles.some((file) => readText(file).trim() === String(pid));
  return {
    pid,
    program,
    state,
    report: runs && isAuditd ? askForReport(pid, platform) : undefined,
    openFiles: runs ? openFiles(pid) : undefined,
  };
}

/** Other programs would not know what SIGCONT asks for, and a stopped one would go on by it. */
function askForReport(pid: number, platform: Platform): ReadonlyMap<string, string> | undefined {
  const age = (): string =>
    reportFiles.map((file) => statSync(file, { bigint: true, throwIfNoEntry: false })?.mtimeNs ?? '').join();
  const before = age();
  try {
    platform.signal(pid, 'SIGCONT');
  } catch {
    return undefined;
  }
  for (let waited = 0; age() === before; waited += STEP_MS) {
    if (waited >= REPORT_MS) return undefined;
    platform.sleep(STEP_MS);
  }
  platform.sleep(STEP_MS); // it writes line by line
  return parseReport(readText(reportFiles.find((file) => existsSync(file)) ?? ''));
}

/** `logging suspended = no` and the like. */
export function parseReport(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const [, name, value] = /^(.*?) = (.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value ?? ''] as const];
    }),
  );
}

/** Plain files that the process may write. */
function openFiles(pid: number): readonly string[] | undefined {
  const folder = `/proc/${pid}/fd`;
  if (!existsSync(folder)) return undefined;
  return list(folder).flatMap((fd) => {
    const target = linkTarget(`${folder}/${fd}`);
    const flags = Number.parseInt(/^flags:\s*(\d+)/m.exec(readText(`/proc/${pid}/fdinfo/${fd}`))?.[1] ?? '0', 8);
    const isLog = target.startsWith('/') && !/^\/(dev|proc|sys|run)\//.test(target) && target !== AUDITD_CONF;
    return isLog && (flags & 3) !== 0 ? [target] : [];
  });
}
