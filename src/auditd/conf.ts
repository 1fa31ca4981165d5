/**
 * /etc/audit/auditd.conf as the search tools read it: they use two settings, the doctor all of them; the whole file is
 * checked as the daemon does, and the first refusal ends the reading with what was set so far in force.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { toPath } from '../bytes/text.js';
import { systemCode, systemReason } from '../tables/reason.js';
import type { AuditdDraft } from './checks.js';
import { auditdKeywords } from './keywords.js';

export const AUDITD_CONF = '/etc/audit/auditd.conf';

/** The longest line, newline included; longer ones are read in pieces of this size, each counted as a line. */
const PIECE = 511;

export interface AuditdConf {
  readonly logFile: string;
  /** Seconds after which an event counts as complete: an unsigned 64-bit number. */
  readonly endOfEventTimeout: bigint;
  /** Values that were taken, as written, by lower-case name. */
  readonly settings: ReadonlyMap<string, string>;
  /** For standard error, one line each, without newline. */
  readonly messages: readonly string[];
  /** There is no such file, as on machines without the daemon. */
  readonly isMissing: boolean;
  /** False if reading ended at a refusal: the tools then tell which settings they use (`settingNotes`). */
  readonly valid: boolean;
}

export function readAuditdConf(path: string = AUDITD_CONF): AuditdConf {
  const draft: AuditdDraft = {
    logFile: '/var/log/audit/audit.log',
    endOfEventTimeout: 2n,
    writeLogs: true,
    verifyMail: true,
    flush: '',
    freq: 0n,
    transport: 'tcp',
    spaceLeft: { size: 0n, percent: 0 },
    adminSpaceLeft: { size: 0n, percent: 0 },
    tls: {},
    settings: new Map(),
  };
  const messages: string[] = [];
  const say = (message: string): void => {
    messages.push(message);
  };
  const text = readConfig(path, say);
  const valid = text !== undefined && (text === '' || (readLines(text, path, draft, say) && isConsistent(draft, say)));
  const isMissing = text === undefined && messages.at(-1) === missingFile(path);
  return {
    logFile: draft.logFile,
    endOfEventTimeout: draft.endOfEventTimeout,
    settings: draft.settings,
    messages,
    isMissing,
    valid: valid || isMissing,
  };
}

/** What the tools say after a refusal; `withLogs` and `withTimeout` choose the lines of a tool and its options. */
export function settingNotes(conf: AuditdConf, withTimeout: boolean, withLogs: boolean): readonly string[] {
  if (conf.valid) return [];
  return [
    ...(withTimeout ? [`NOTE - using built-in end_of_event_timeout: ${conf.endOfEventTimeout}`] : []),
    ...(withLogs ? [`NOTE - using built-in logs: ${conf.logFile}`] : []),
  ];
}

const missingFile = (path: string): string => `Config file ${path} doesn't exist, skipping`;

/** The file as a byte string; undefined, with a message, if it is missing or may not be trusted. */
function readConfig(path: string, say: (message: string) => void): string | undefined {
  let file: number;
  try {
    file = openSync(toPath(path), constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const isMissing = systemCode(error) === 'ENOENT';
    say(isMissing ? missingFile(path) : `Error opening config file (${systemReason(error)})`);
    return undefined;
  }
  try {
    const found = fstatSync(file);
    const flaw =
      found.uid !== 0
        ? "isn't owned by root"
        : (found.mode & 0o002) !== 0
          ? 'is world writable'
          : !found.isFile()
            ? 'is not a regular file'
            : undefined;
    if (flaw === undefined) return readFileSync(file, 'latin1');
    say(`Error - ${path} ${flaw}`);
  } catch (error) {
    say(`Error opening config file (${systemReason(error)})`);
  } finally {
    closeSync(file);
  }
  return undefined;
}

function readLines(text: string, path: string, draft: AuditdDraft, say: (message: string) => void): boolean {
  let number = 0;
  let isRest = false; // of a line that is too long
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = Math.min(newline < 0 ? text.length : newline + 1, at + PIECE);
    const piece = text.slice(at, end);
    at = end;
    number++;
    const isWhole = piece.endsWith('\n') && !piece.includes('\0');
    if (isWhole && !isRest) {
      if (!readLine(piece.slice(0, -1), number, path, draft, say)) return false;
    } else {
      if (!isRest) say(`Skipping line ${number} in ${path}: too long`);
      isRest = !isWhole;
    }
  }
  return true;
}

function readLine(
  text: string,
  number: number,
  path: string,
  draft: AuditdDraft,
  say: (message: string) => void,
): boolean {
  const words = text.split(' ').filter((word) => word !== '');
  const [key, equals, value, option] = words;
  if (key === undefined || key.startsWith('#')) return true;
  if (equals !== undefined && equals !== '=') {
    say(`Missing equal sign for line ${number} in ${path}`);
  } else if (value === undefined || words.length > 4) {
    say(`Wrong number of arguments for line ${number} in ${path}`);
  }
  if (value === undefined || equals !== '=') {
    say(`Not processing any more lines in ${path}`);
    return false;
  }
  const keyword = auditdKeywords.get(key.toLowerCase());
  if (!keyword) {
    say(`Unknown keyword "${key}" in line ${number} of ${path}`);
    return false;
  }
  if (option !== undefined && !keyword.option) {
    say(`Keyword "${key}" has invalid option "${option}" in line ${number} of ${path}`);
    return false;
  }
  if (!keyword.check(value, { number, option, draft, say })) return false;
  draft.settings.set(key.toLowerCase(), value);
  return true;
}

/** What is wrong with the file as a whole. */
function isConsistent(draft: AuditdDraft, say: (message: string) => void): boolean {
  const { spaceLeft, adminSpaceLeft, flush, freq, tls } = draft;
  const hasShare = spaceLeft.percent > 0 || adminSpaceLeft.percent > 0;
  if (!hasShare && spaceLeft.size <= adminSpaceLeft.size) {
    say(`Error - space_left(${spaceLeft.size}) must be larger than admin_space_left(${adminSpaceLeft.size})`);
    return false;
  }
  if (flush.startsWith('incremental') && freq === 0n) {
    say('Error - incremental flushing chosen, but 0 selected for freq');
    return false;
  }
  if ((flush === 'data' || flush === 'sync') && freq > 0n) {
    say('Warning - freq is non-zero and incremental flushing not selected.');
  }
  if (draft.transport !== 'tls') return true;
  if (tls.clients !== undefined) {
    if (tls.psk === undefined) say('tls_psk_file not set; tls_allowed_clients must contain per-identity key= entries');
    return true;
  }
  if (tls.psk !== undefined && tls.identity !== undefined) return true;
  say(
    tls.psk === undefined
      ? 'tls_psk_file or tls_allowed_clients is required for TLS transport'
      : 'tls_psk_identity or tls_allowed_clients is required when tls_psk_file is set',
  );
  return false;
}
