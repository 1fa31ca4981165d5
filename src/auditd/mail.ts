/** Mail settings of auditd.conf: is there a program that sends mail, and does the receiver's domain exist. */

import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { helperEnvironment } from '../helper-environment.js';
import { type Check, type ConfigLine, refuse } from './checks.js';

const SENDMAIL = '/usr/lib/sendmail';
const LOOKUP_MS = 10_000;

/** Complains, but refuses nothing. */
export function checkSendmail(line: ConfigLine): void {
  try {
    accessSync(SENDMAIL, constants.X_OK);
  } catch {
    line.say(`Email option is specified but ${SENDMAIL} doesn't seem executable.`);
  }
}

export const checkMailAccount: Check = (value, line) => {
  if (value.length < 2) return refuse(line, `email: ${value} is too short, expecting at least 2 characters`);
  if (/[^A-Za-z0-9@.+_-]/.test(value)) return refuse(line, `email: ${value} has illegal character`);
  const at = value.indexOf('@');
  if (at < 0) return true;
  const domain = value.slice(at + 1);
  if (!domain.includes('.')) return refuse(line, `email: ${value} should have . after @`);
  if (line.draft.verifyMail && !isKnownHost(domain)) {
    line.say(`validate_email: failed looking up host for ${domain} (Name or service not known)`);
  }
  return true;
};

function isKnownHost(name: string): boolean {
  // Status 2: asked and not found. Without such a program nothing can be said against the name.
  return (
    spawnSync('getent', ['--', 'ahosts', name], { env: helperEnvironment(), stdio: 'ignore', timeout: LOOKUP_MS })
      .status !== 2
  );
}
