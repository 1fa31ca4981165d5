/** `doctor` on its marker: a message that must be in the log; if it is not, where did its way end? */
import type { Facts } from './facts.js';
import { type DoctorFinding, ok, problem } from './finding.js';

/** `others`: what was found so far; it explains most ends. */
export function judgeMarker(facts: Facts, others: readonly DoctorFinding[]): readonly DoctorFinding[] {
  const { marker, daemon, log } = facts;
  if (marker === 'unsent') return [];
  if (marker === 'found') return [ok('marker', `A message sent now is in ${log.path}`)];
  if (marker === 'unreadable') return [];
  const text = `A message sent now is not in ${log.path}`;
  const cause = others.find(stops);
  if (cause) return [problem('marker', text, `its way ends here: ${cause.text}`, cause.command ?? '')];
  const elsewhere = daemon?.openFiles?.filter((file) => file !== log.path) ?? [];
  if (daemon?.openFiles && !daemon.openFiles.includes(log.path)) {
    const where = elsewhere.length > 0 ? `it writes to ${elsewhere.join(', ')}` : 'it has no log open';
    return [
      problem(
        'marker',
        text,
        `the daemon has not opened that file; ${where}`,
        'ts-auditctl --signal reload, or restart auditd',
      ),
    ];
  }
  return [
    problem(
      'marker',
      text,
      'the daemon took it and did not write it',
      'systemctl restart auditd, then look at its messages',
    ),
  ];
}

const places: ReadonlySet<string> = new Set(['enabled', 'daemon', 'auditd.conf', 'disk', 'log']);

/** Problems in the way of a message, in its order; rules about system calls are not. */
function stops({ level, topic, text }: DoctorFinding): boolean {
  return level === 'problem' && (places.has(topic) || (topic === 'rules' && /,(exclude|user)\b/.test(text)));
}
