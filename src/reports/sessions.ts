/** Login sessions: what all events with the same session number on the same machine come to. */

import type { AuditEvent } from '../log/event.js';
import { SYSCALL } from '../tables/generated/record-type.js';
import type { DigestBook, DigestRow } from './digest.js';
import type { Gatherer, Part } from './part.js';
import type { Reading } from './reading.js';
import type { Session } from './session.js';
import { typeSet } from './types.js';

const NO_SESSION = 4294967294; // never set; one more is unset
const NOBODY = -1;

const login = typeSet('LOGIN');
const end = typeSet('USER_END', 'USER_LOGOUT');
const command = typeSet('EXECVE');
const sudoCommand = typeSet('USER_CMD');
/** The records that tell where a session comes from; socket addresses of its commands do not. */
const origin = typeSet('USER_LOGIN', 'USER_START', 'USER_ACCT', 'USER_AUTH', 'CRED_ACQ', 'CRED_REFR');

export function sessionsGatherer(): Gatherer<Reading> {
  let found = new SessionList();
  return {
    add: (reading) => {
      const { session } = reading.attributes;
      if (session < NO_SESSION) found.add(sessionOf(reading, session));
    },
    take: (): Part => {
      const { sessions } = found;
      found = new SessionList();
      return { kind: 'sessions', sessions };
    },
  };
}

/** A session of one event. */
function sessionOf(reading: Reading, number: number): Session {
  const { event, attributes } = reading;
  const tellsOrigin = origin.in(event);
  return {
    node: event.node,
    number,
    opened: login.in(event),
    first: { sec: event.sec, milli: event.milli },
    lastSec: event.sec,
    auid: reading.auid,
    user: reading.auid < 0 ? '' : reading.auidName(),
    host: tellsOrigin ? known(attributes.hostname) : undefined,
    terminal: tellsOrigin || event.records[0]?.type === SYSCALL ? known(attributes.terminal) : undefined,
    commands: count(command.in(event)),
    sudo: count(sudoCommand.in(event)),
    failures: count(attributes.success === 0),
    events: 1,
    closed: end.in(event) && isWholeSession(event),
  };
}

/** sudo and cron end sessions of their own inside a login session; only what opened it ends it. */
function isWholeSession({ records: [first] }: AuditEvent): boolean {
  return first !== undefined && !/exe="[^"]*\/(sudo|su|pkexec)"/.test(first.text);
}

function count(condition: boolean): number {
  return condition ? 1 : 0;
}

function known(text: string | undefined): string | undefined {
  return text === undefined || text === '?' || text === '(none)' || text === '(null)' ? undefined : text;
}

/** Sessions by number and node. A stretch without a beginning goes on with the latest session of its number. */
class SessionList {
  readonly sessions: Session[] = [];
  readonly #latest = new Map<string, Session>();

  add(stretch: Session): void {
    const key = `${stretch.number} ${stretch.node ?? ''}`;
    const session = this.#latest.get(key);
    if (session === undefined || (stretch.opened && session.opened)) {
      this.#latest.set(key, stretch);
      this.sessions.push(stretch);
    } else join(session, stretch);
  }
}

function join(session: Session, later: Session): void {
  session.lastSec = Math.max(session.lastSec, later.lastSec);
  if (session.auid < 0 && later.auid !== NOBODY) [session.auid, session.user] = [later.auid, later.user];
  session.host ??= later.host;
  session.terminal ??= later.terminal;
  session.commands += later.commands;
  session.sudo += later.sudo;
  session.failures += later.failures;
  session.events += later.events;
  session.closed ||= later.closed;
}

/** All sessions, by their beginning. */
export function sessionBook(): DigestBook {
  const list = new SessionList();
  return {
    add: (part) => {
      if (part.kind === 'sessions') for (const session of part.sessions) list.add(session);
    },
    rows: (atEnd) => (atEnd ? [...list.sessions].sort(byBeginning).map(rowOf) : []),
  };
}

function byBeginning({ first: a }: Session, { first: b }: Session): number {
  return a.sec - b.sec || a.milli - b.milli;
}

function rowOf(session: Session): DigestRow {
  const { number, auid, user, host = null, terminal = null, lastSec, closed } = session;
  const { commands, sudo, failures, events } = session;
  const who = auid < 0 ? null : auid;
  return {
    ...session.first,
    node: session.node,
    cells: [number, who, user || null, host, terminal, lastSec, closed, commands, sudo, failures, events],
  };
}
