/** What several pages say alike. */
import { type Block, terms } from '../page.js';

export const STRICT_STATUSES: string =
  'With `--strict` the statuses of all four tools are these: 0 when something was found or done, 1 when nothing was found or it ' +
  'was refused, 2 when the command line cannot be understood, 3 when input could not be read or was in part not understood.';

/** Of all tools. */
export const commonEnvironment = {
  TS_AUDIT_DEBUG: 'When set, an internal error tells the whole way to where it came from.',
  'XDG_CACHE_HOME, HOME':
    'Where the compiled code of a tool is kept for its next run: `ts-audit` in the first, `.cache/ts-audit` in the second, if no other user can write there.',
  NODE_DISABLE_COMPILE_CACHE: 'When set, no compiled code is read there or kept.',
} as const;

/** Of the tools that read logs. */
export const logEnvironment: Block = terms({
  'LC_ALL, LC_TIME, LANG': 'The form of dates and times, read and written.',
  TZ: 'The time zone of dates and times.',
  TS_AUDIT_ACCOUNTS:
    'A folder with the `passwd` and `group` of the machine that wrote the log, where the log has no names in it.',
  'NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, TERM':
    'Whether output is coloured where `--color` does not say: FORCE_COLOR and CLICOLOR_FORCE switch colours on, also in pipes, NO_COLOR ' +
    'and a TERM of dumb switch them off, and without them a terminal has colours and a pipe has none.',
  'TS_AUDIT_PASSWORD, TS_AUDIT_PASSWORD_FILE, HOME':
    'The password or token for a server, the file (of mode 600) that holds it, and where `.netrc` is, which is asked last.',
  ...commonEnvironment,
  'AUDIT_PAGER, PAGER':
    'The command that output longer than the screen goes through on a terminal, by default `less -FRX`; empty or `cat` for none. Root looks ' +
    'for it in the folders of the system only.',
});

export const logFiles: Block = terms({
  '/etc/audit/auditd.conf': 'Where the log is (`log_file`), and how long events may be open (`end_of_event_timeout`).',
  '/var/log/audit/audit.log':
    'The log that is read when no other one is named, with the rotated files beside it, packed ones too.',
});
