/** Every report, by name. Adding one is adding a file in `catalog/` and a line here. */
import { AuditError } from '../errors.js';
import { anomaly } from './catalog/anomaly.js';
import { auth } from './catalog/auth.js';
import { avc } from './catalog/avc.js';
import { command } from './catalog/comm.js';
import { comparison } from './catalog/comparison.js';
import { config } from './catalog/config.js';
import { crypto } from './catalog/crypto.js';
import { denials } from './catalog/denials.js';
import { event } from './catalog/event.js';
import { executable } from './catalog/executable.js';
import { fields } from './catalog/fields.js';
import { file } from './catalog/file.js';
import { gaps } from './catalog/gaps.js';
import { groups } from './catalog/groups.js';
import { host } from './catalog/host.js';
import { integrity } from './catalog/integrity.js';
import { key } from './catalog/key.js';
import { log } from './catalog/log.js';
import { login } from './catalog/login.js';
import { mac } from './catalog/mac.js';
import { mods } from './catalog/mods.js';
import { net } from './catalog/net.js';
import { overview } from './catalog/overview.js';
import { pid } from './catalog/pid.js';
import { response } from './catalog/response.js';
import { sessions } from './catalog/sessions.js';
import { syscall } from './catalog/syscall.js';
import { terminal } from './catalog/terminal.js';
import { tty } from './catalog/tty.js';
import { user } from './catalog/user.js';
import { virt } from './catalog/virt.js';
import type { Report } from './report.js';

/** In the order of the help. */
export const reports: readonly Report[] = [
  ...[overview, auth, login, sessions, user, mods, executable, command, pid, syscall],
  ...[terminal, tty, file, host, key, net, avc, denials, mac, anomaly],
  ...[response, integrity, crypto, virt, event, config, log, gaps],
];

const byName: ReadonlyMap<string, Report> = new Map(
  // What these tell is said by options of their own: they are no reports to ask for by name.
  [...reports, comparison, fields, groups].map((report) => [report.name, report]),
);

export function reportByName(name: string): Report {
  const report = byName.get(name);
  if (report === undefined) throw new AuditError('usage', `There is no report "${name}"`);
  return report;
}
