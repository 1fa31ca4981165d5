/** Values of auditd.conf that name something on this machine: the log, a program, a group. */

import { spawnSync } from 'node:child_process';
import { closeSync, constants, fstatSync, opendirSync, openSync, readFileSync, type Stats, statSync } from 'node:fs';
import { fromBytes, toPath } from '../bytes/text.js';
import { helperEnvironment } from '../helper-environment.js';
import { systemCode, systemReason } from '../tables/reason.js';
import { type Check, type ConfigLine, refuse } from './checks.js';

const UNFIT_LOG_MODE = 0o137; // the owner may not execute it, the group only read it, others nothing
const EXECUTABLE_MODES: ReadonlySet<number> = new Set([0o750, 0o755, 0o555, 0o550]);
const GROUP_MAX = 18446744073709551615n;

export const checkLogFile: Check = (value, line) => {
  const folder = folderOf(value);
  if (folder.length < 4) return refuse(line, `The directory name: ${folder} is too short - line ${line.number}`);
  try {
    opendirSync(toPath(folder)).closeSync();
  } catch (error) {
    return refuse(line, `Could not open dir ${folder} (${systemReason(error)})`);
  }
  let found: Stats | undefined;
  try {
    found = statOpen(value);
  } catch (error) {
    return refuse(line, `Unable to open ${value} (${systemReason(error)})`);
  }
  if (found) {
    if (!found.isFile()) return refuse(line, `${value} is not a regular file`);
    if (found.uid !== 0) return refuse(line, `${value} is not owned by root`);
    if (found.mode & UNFIT_LOG_MODE) line.say(`${value} permissions should be 0600 or 0640`);
    if (!(found.mode & 0o200)) line.say('audit log is not writable by owner');
  }
  line.draft.logFile = value;
  return true;
};

/** Undefined if there is no such file: the daemon will make it. */
function statOpen(path: string): Stats | undefined {
  let file: number;
  try {
    file = openSync(toPath(path), constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return fstatSync(file);
  } finally {
    closeSync(file);
  }
}

/** As dirname(3): trailing slashes don't count, a path without slash lies in `.`. */
function folderOf(path: string): string {
  if (/^\/+$/.test(path)) return path === '//' ? '//' : '/';
  const trimmed = path.replace(/\/+$/, '');
  const slash = trimmed.lastIndexOf('/');
  return slash < 0 ? '.' : trimmed.slice(0, slash).replace(/\/+$/, '') || '/';
}

/** The program to run, given as the fourth word. */
export function checkExecutable(line: ConfigLine): boolean {
  const path = line.option;
  if (path === undefined) return refuse(line, `Executable path needed for line ${line.number}`);
  if (!path.startsWith('/')) return refuse(line, `Absolute path needed for ${path} - line ${line.number}`);
  let found: Stats;
  try {
    found = statSync(toPath(path));
  } catch (error) {
    return refuse(line, `Unable to stat ${path} (${systemReason(error)}) - line ${line.number}`);
  }
  if (!found.isFile()) return refuse(line, `${path} is not a regular file - line ${line.number}`);
  if (found.uid !== 0) return refuse(line, `${path} is not owned by root - line ${line.number}`);
  if (EXECUTABLE_MODES.has(found.mode & 0o777)) return true;
  return refuse(line, `${path} permissions should be 0750, 0755, 0555 or 0550 - line ${line.number}`);
}

/** Its messages are followed by an empty line (BUG?). */
export const checkGroup: Check = (value, line) => {
  const digits = /^\d+/.exec(value)?.[0];
  if (digits === undefined) {
    return groupExists(value) || refuse(line, `Group ID is non-numeric and unknown (${value}) - line ${line.number}\n`);
  }
  if (BigInt(digits) <= GROUP_MAX) return true;
  const reason = 'Numerical result out of range';
  return refuse(line, `Numeric group ID conversion error (${reason}) for ${value} - line ${line.number}\n`);
};

function groupExists(name: string): boolean {
  try {
    if (`\n${readFileSync('/etc/group', 'latin1')}`.includes(`\n${name}:`)) return true;
  } catch {
    // then only the name service may know it
  }
  return (
    spawnSync('getent', ['--', 'group', fromBytes(name)], { env: helperEnvironment(), stdio: 'ignore', timeout: 5000 })
      .status === 0
  );
}
