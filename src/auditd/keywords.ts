/**
 * The keywords of auditd.conf with the checks of the daemon (auditd.conf(5)). The search tools use two of them, but a
 * refused value anywhere ends the reading, so all of them count.
 */
import {
  type Check,
  type ConfigLine,
  choice,
  interval,
  logCount,
  number,
  ports,
  queueDepth,
  refuse,
  space,
  text,
  yesNo,
} from './checks.js';
import { checkMailAccount, checkSendmail } from './mail.js';
import { checkExecutable, checkGroup, checkLogFile } from './paths.js';

export interface Keyword {
  readonly check: Check;
  /** Whether a fourth word may follow. */
  readonly option?: true;
}

const INT_MAX = 2147483647n;
const ULONG_MAX = 18446744073709551615n;

/** What to do when space runs out or writing fails. `refuses` gives the message for words that don't fit the keyword. */
function action(refuses: (line: ConfigLine, name: string, value: string) => string | undefined): Keyword {
  const check = choice('ignore syslog rotate email exec suspend single halt', (line, name, value) => {
    const message = refuses(line, name, value);
    if (message !== undefined) return refuse(line, message);
    if (name === 'email') checkSendmail(line);
    return name !== 'exec' || checkExecutable(line);
  });
  return { check, option: true };
}

function illegal(keyword: string, words: string): Keyword {
  return action((line, name, value) =>
    words.split(' ').includes(name) ? `Illegal option ${value} for ${keyword} - line ${line.number}` : undefined,
  );
}

const absolutePath =
  (put: (line: ConfigLine, value: string) => void): Check =>
  (value, line) => {
    if (!value.startsWith('/')) return refuse(line, `Absolute path needed for ${value} - line ${line.number}`);
    put(line, value);
    return true;
  };

const logFormat = choice('raw enriched nolog', ({ draft, say }, name) => {
  if (name !== 'nolog') return true;
  say('The NOLOG option to log_format is deprecated. Please use the write_logs option.');
  if (draft.writeLogs) say('The NOLOG option is overriding the write_logs current setting.');
  draft.writeLogs = false;
  return true;
});

const rotation = choice('ignore syslog suspend rotate keep_logs exec', (line, name) =>
  name === 'exec' ? checkExecutable(line) : true,
);

/** One of a few words, with a message of its own for others. */
function words(known: string, message: (value: string, line: ConfigLine) => string): Check {
  return (value, line) => known.split(' ').includes(value.toLowerCase()) || refuse(line, message(value, line));
}

const deprecated =
  (name: string): Check =>
  (_, line) => {
    line.say(`The ${name} option is deprecated - line ${line.number}`);
    return true;
  };

const CHECKS: Readonly<Record<string, Check>> = {
  local_events: yesNo(),
  write_logs: yesNo((draft, yes) => {
    draft.writeLogs = yes;
  }),
  log_file: checkLogFile,
  log_group: checkGroup,
  log_format: logFormat,
  flush: choice('none incremental incremental_async data sync', ({ draft }, name) => {
    draft.flush = name;
    return true;
  }),
  freq: number(0n, INT_MAX, (draft, value) => {
    draft.freq = value;
  }),
  max_log_file: number(0n, ULONG_MAX),
  num_logs: logCount,
  priority_boost: number(0n, INT_MAX),
  name_format: choice('none hostname fqd numeric user'),
  name: text(),
  max_log_file_action: rotation,
  space_left: space((draft, value) => {
    draft.spaceLeft = value;
  }),
  admin_space_left: space((draft, value) => {
    draft.adminSpaceLeft = value;
  }),
  verify_email: yesNo((draft, yes) => {
    draft.verifyMail = yes;
  }),
  action_mail_acct: checkMailAccount,
  report_interval: interval,
  use_libwrap: yesNo(),
  tcp_listen_port: number(1n, 65535n),
  tcp_listen_queue: number(1n, 65535n),
  tcp_max_per_addr: number(1n, 1024n),
  tcp_client_ports: ports,
  tcp_client_max_idle: number(0n, INT_MAX),
  transport: choice('tcp tls krb5', ({ draft }, name) => {
    draft.transport = name;
    return true;
  }),
  enable_krb5: yesNo((draft, yes) => {
    if (yes) draft.transport = 'krb5';
  }),
  krb5_principal: text(),
  krb5_key_file: text(),
  tls_auth: words(
    'psk',
    (value, { number: n }) =>
      `Value '${value}' for tls_auth is not valid at line ${n}; only 'psk' is supported in this tech preview`,
  ),
  tls_crypto_profile: words(
    'compatible system pqc',
    (value, { number: n }) =>
      `Value '${value}' for tls_crypto_profile is not valid at line ${n}; must be 'compatible', 'system', or 'pqc'`,
  ),
  tls_require_pqc: words(
    'yes no',
    (value, { number: n }) => `Value ${value} for tls_require_pqc is invalid at line ${n}; must be yes or no`,
  ),
  tls_psk_file: absolutePath(({ draft }, value) => {
    draft.tls.psk = value;
  }),
  tls_psk_identity: text((draft, value) => {
    draft.tls.identity = value;
  }),
  tls_allowed_clients: absolutePath(({ draft }, value) => {
    draft.tls.clients = value;
  }),
  tls_cipher_suites: text(),
  tls_key_exchange: text(),
  distribute_network: yesNo(),
  q_depth: queueDepth,
  overflow_action: choice('ignore syslog suspend single halt'),
  max_restarts: number(0n, INT_MAX),
  plugin_dir: text(),
  end_of_event_timeout: number(0n, ULONG_MAX, (draft, value) => {
    draft.endOfEventTimeout = value;
  }),
  dispatcher: deprecated('dispatcher'),
  disp_qos: deprecated('disp_qos'),
};

/** By lower-case name. */
export const auditdKeywords: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  ...Object.entries(CHECKS).map(([name, check]): [string, Keyword] => [name, { check }]),
  [
    'space_left_action',
    action((_, name) =>
      name === 'halt'
        ? 'The HALT option in space_left_action has been deprecated to prevent system instability from premature shutdowns.'
        : undefined,
    ),
  ],
  ['admin_space_left_action', action(() => undefined)],
  ['disk_full_action', illegal('disk_full_action', 'email')],
  ['disk_error_action', illegal('disk_error_action', 'email rotate')],
]);
