/** The options that are not about rules: settings, status, messages, signals. */
import { EINVAL } from '../../netlink/kernel-error.js';
import type { AuditFeatures, AuditStatus, Setting } from '../../netlink/status.js';
import type { RuleDraft } from '../../rules/draft.js';
import {
  checkMessage,
  readEquivalent,
  refuseRest,
  takeDeleteWords,
  takeListWords,
  takeStatusWords,
} from '../../rules/lone-options.js';
import type { OptionScanner } from '../../rules/options.js';
import type { Control, Next } from '../../rules/parse.js';
import { type Flow, RuleError } from '../../rules/problem.js';
import { settingValue } from '../../rules/settings.js';
import { USER } from '../../tables/generated/record-type.js';
import { deleteRules, listRules } from './listing.js';
import { Refusal, type Session } from './session.js';
import { signalDaemon } from './signal.js';
import { statusText } from './status.js';

/** What a line's control options leave behind. */
export interface ControlState {
  /** The state after the last setting, not yet printed. */
  status: AuditStatus | undefined;
  /** The option that ended the line. */
  ended: string | undefined;
  ignoresErrors: boolean;
  continuesOnErrors: boolean;
}

export function newControlState(): ControlState {
  return { status: undefined, ended: undefined, ignoresErrors: false, continuesOnErrors: false };
}

type Handler = (of: Line) => Next;

interface Line {
  readonly session: Session;
  readonly state: ControlState;
  readonly value: string;
  readonly words: OptionScanner;
  readonly draft: RuleDraft;
}

/** The handler of all options that are not about rules, for one line. */
export function control(session: Session, state: ControlState): Control {
  return (option, value, words, draft) => {
    session.client.settle(); // what is asked here comes behind the rules of the lines before
    const next = handlers[option]!({ session, state, value, words, draft });
    if (next !== 'continue') state.ended = option;
    return next;
  };
}

const handlers: Readonly<Record<string, Handler>> = {
  '-h': printUsage,
  '--help': printUsage,
  '-v': ({ session }) => {
    session.io.out.write('auditctl version 4.2.1\n');
    return 'stop';
  },
  '-i': ({ state }) => {
    state.ignoresErrors = true;
    return 'stop';
  },
  '-c': ({ state }) => {
    state.continuesOnErrors = true;
    return 'stop';
  },
  '-e': (line) => change(line, '-e', 'enabled', 'enable', 'stop'),
  '-f': (line) => change(line, '-f', 'failure', 'failure mode', 'return'),
  '-r': (line) => change(line, '-r', 'rateLimit', 'rate limit', 'return'),
  '-b': (line) => change(line, '-b', 'backlogLimit', 'backlog limit', 'return'),
  '--backlog_wait_time': (line) => change(line, '--backlog_wait_time', 'backlogWaitTime', 'backlog limit', 'return'),
  '--reset-lost': ({ session }) => {
    const { featureBits } = session.ask('auditctl: Error sending status request', (client) => client.status());
    if ((featureBits & LOST_RESET) === 0) throw new RuleError('Field option not supported by kernel: reset-lost');
    session.err(`lost: ${session.ask('Error sending lost reset request', (client) => client.set('lost', 0))}`);
    return 'stop';
  },
  '--reset_backlog_wait_time_actual': ({ session }) => {
    const what = 'Error sending backlog wait time actual reset request';
    session.err(`backlog_wait_time_actual: ${session.ask(what, (client) => client.set('backlogWaitTimeActual', 0))}`);
    return 'return';
  },
  '--loginuid-immutable': ({ session }) => {
    session.ask('Error setting feature', (client) => client.lockLoginUid());
    return 'stop';
  },
  '-s': printStatus,
  '-l': list,
  '-D': deleteAll,
  '-m': sendMessage,
  '-t': ({ session, words }) => {
    refuseRest(words);
    session.ask('Error sending trim subtrees command', (client) => client.trim());
    return 'return';
  },
  '-q': ({ session, value, words, draft }) => {
    const { mount, subtree } = readEquivalent(value, words, draft);
    session.ask('Error sending make_equivalent command', (client) => client.makeEquivalent(mount, subtree));
    return 'return';
  },
  '-R': () => {
    throw new RuleError('Error - nested rule files not supported');
  },
  '--signal': ({ session, value }) => {
    signalDaemon(session, value);
    return 'stop';
  },
};

const LOST_RESET = 0x20;
const LOCKED = 2;

function printUsage({ session }: Line): Next {
  session.io.out.write(session.usage());
  return 'stop';
}

/** Sends one setting and keeps the state that follows; it is printed once, at the end of the line (BUG? 5). */
function change({ session, state, value }: Line, option: string, setting: Setting, what: string, flow: Flow): Next {
  const number = settingValue(option, value) ?? 0;
  if (setting === 'enabled' && number === LOCKED) session.closeStage(); // nothing can be exchanged afterwards
  session.ask(`Error sending ${what} request`, (client) => client.set(setting, number), flow);
  state.status = session.ask('auditctl: Error sending status request', (client) => client.status(), flow);
  return 'continue';
}

function printStatus({ session, words }: Line): Next {
  if (takeStatusWords(words).interpret) session.interpret = true;
  const status = session.ask('auditctl: Error sending status request', (client) => client.status());
  let features: AuditFeatures | undefined;
  let refusal: Refusal | undefined;
  try {
    features = session.ask('Error getting feature', (client) => client.features());
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Old kernels do not know the request: the last line is just missing then.
    if (error.errno !== EINVAL && !error.isDisabled) refusal = error;
  }
  session.io.out.write(statusText(status, features, session.interpret));
  if (refusal) throw refusal;
  return 'stop';
}

function list({ session, words }: Line): Next {
  const { interpret, key } = takeListWords(words);
  if (interpret) session.interpret = true;
  listRules(session, key);
  return 'stop';
}

function deleteAll({ session, words }: Line): Next {
  deleteRules(session, takeDeleteWords(words).key);
  return 'stop';
}

function sendMessage({ session, value, words }: Line): Next {
  checkMessage(value, words);
  const { executable, host, terminal } = session.platform.origin();
  const exe = /^[\x21\x23-\x7e]+$/.test(executable)
    ? `"${executable}"`
    : Buffer.from(executable, 'latin1').toString('hex').toUpperCase();
  const hostname = terminal && /^(pts|tty)/.test(terminal) ? host : '?';
  const text = `text=${value} exe=${exe} hostname=${hostname} addr=? terminal=${terminal ?? '?'} res=success`;
  session.ask('Error sending user message', (client) => client.sendUserMessage(USER, text));
  return 'return';
}
