/** --sessions: one row a login session: who, from where, from when to when, and what went on. */
import type { Report } from '../report.js';
import { sessionBook, sessionsGatherer } from '../sessions.js';

const USER = 2;

export const sessions: Report = {
  name: 'sessions',
  choice: {
    spellings: ['--sessions'],
    section: 'Who',
    text: 'login sessions: who, from where, from when to when, what went on',
  },
  title: 'Login Session',
  groups: ['auid', 'session', 'hostname', 'terminal'],
  shape: {
    kind: 'digest',
    columns: [
      { key: 'session', title: 'session', numeric: true },
      { key: 'auid', title: 'auid', numeric: true },
      { key: 'user', title: 'user' },
      { key: 'host', title: 'host' },
      { key: 'terminal', title: 'term' },
      { key: 'last', title: 'last', time: true, whole: true },
      { key: 'closed', title: 'closed' },
      { key: 'commands', title: 'commands', numeric: true },
      { key: 'sudo', title: 'sudo', numeric: true },
      { key: 'failures', title: 'failures', numeric: true },
      { key: 'events', title: 'events', numeric: true },
    ],
    gather: sessionsGatherer,
    merge: sessionBook,
    summary: { key: 'user', item: ({ cells }) => String(cells[USER] ?? '?') },
  },
};
