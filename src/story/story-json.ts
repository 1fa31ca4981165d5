/** The report on a run as JSON. Keys are stable; times are RFC 3339 in UTC, durations milliseconds. */
import { fromBytes, toBytes } from '../bytes/text.js';
import { utcTime } from '../output/utc-time.js';
import { UNSET_SESSION } from './call.js';
import type { TracedProcess } from './processes.js';
import type { Story } from './story.js';

export type JsonPart = 'tree' | 'calls' | 'files' | 'net' | 'privileges';

const makers: Readonly<Record<JsonPart, (story: Story) => Readonly<Record<string, unknown>>>> = {
  tree: ({ processes }) => ({ processes: processList(processes) }),
  calls: ({ calls }) => ({
    calls: calls.map(({ name, count, errorCounts }) => ({ name, count, errors: Object.fromEntries(errorCounts) })),
  }),
  files: ({ files }) => ({
    files: files.map(({ path, counts, pids, renamedTo, renamedFrom }) => ({
      path,
      access: Object.fromEntries(counts),
      pids: [...pids],
      ...(renamedTo.size > 0 && { renamed_to: [...renamedTo] }),
      ...(renamedFrom.size > 0 && { renamed_from: [...renamedFrom] }),
    })),
  }),
  net: ({ peers }) => ({
    peers: peers.map(({ port, errors, pids, ...peer }) => ({
      ...peer,
      port: port ?? null,
      errors: [...errors],
      pids: [...pids],
    })),
  }),
  privileges: ({ privileges }) => ({
    privileges: privileges.map(({ time, ...change }) => ({ time: timeText(time), ...change })),
  }),
};

/** One line, as a byte string; bytes that are no UTF-8 become U+FFFD. */
export function storyJson(story: Story, parts: readonly JsonPart[]): string {
  return jsonText(Object.assign({}, ...parts.map((part) => makers[part](story))));
}

/** JSON of byte strings, as a byte string with its line end. */
export function jsonText(value: unknown): string {
  const unicode = (_key: string, inner: unknown): unknown => (typeof inner === 'string' ? fromBytes(inner) : inner);
  return `${toBytes(JSON.stringify(value, unicode))}\n`;
}

/** Parents before children. A list: JSON readers limit how deep things nest. */
export function processList(
  roots: readonly TracedProcess[],
  wanted: (process: TracedProcess) => boolean = () => true,
): readonly unknown[] {
  const list: unknown[] = [];
  const open = roots.filter(wanted).reverse();
  for (let process = open.pop(); process; process = open.pop()) {
    const { pid, ppid, session, parent, started, ended, commands, comm, exe, exitStatus, signal, calls } = process;
    list.push({
      pid,
      parent: parent?.pid ?? null,
      ppid,
      session: session === UNSET_SESSION ? null : session,
      started: timeText(started),
      duration_ms: ended - started,
      commands,
      comm,
      exe,
      exit_status: exitStatus ?? null,
      signal: signal ?? null,
      calls,
    });
    open.push(...process.children.filter(wanted).reverse());
  }
  return list;
}

function timeText(ms: number): string | null {
  return utcTime(Math.floor(ms / 1000), ms % 1000) ?? null;
}
