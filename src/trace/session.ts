/** The processes of a login session, as /proc tells. */
import { readdirSync, readFileSync } from 'node:fs';
import { processStart } from '../control/proc-file.js';

/** True while a process of the session runs. */
export function hasProcesses(session: number): boolean {
  return readdirSync('/proc').some((name) => /^\d+$/.test(name) && belongs(name, session));
}

function belongs(pid: string, session: number): boolean {
  try {
    return (
      Number(readFileSync(`/proc/${pid}/sessionid`, 'latin1')) === session && processStart(Number(pid)) !== undefined
    );
  } catch {
    return false; // it has just ended
  }
}
