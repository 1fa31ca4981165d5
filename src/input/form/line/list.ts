/** The forms of lines, in the order in which they are asked. A new one is a file and its name here. */
import { isInterpreted } from '../saved/header.js';
import { journalJson } from './journal.js';
import { kernelLog } from './kernel-log.js';
import type { Found, LineForm } from './line-form.js';
import { logcat } from './logcat.js';
import { ownJson } from './own-json.js';
import { savedOutput } from './saved.js';
import { syslog } from './syslog.js';

export const lineForms: readonly LineForm[] = [kernelLog, syslog, logcat, journalJson, ownJson, savedOutput];

/** A line that needs no reading: a record of a log. */
export function isLogLine(line: string): boolean {
  if (!line.startsWith('type=') && !line.startsWith('node=')) return false;
  return !/^type=\d+ audit\(/.test(line) && !isInterpreted(line);
}

/** Undefined: of no form that is known. */
export function readLine(line: string): Found | undefined {
  for (const form of lineForms) {
    const found = form.read(line);
    if (found) return found;
  }
  return undefined;
}
