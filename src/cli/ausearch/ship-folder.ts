/** Where is kept on this machine what belongs to shipping. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { isOwnFolder } from '../../control/own-folder.js';

/**
 * `$STATE_DIRECTORY`, as systemd gives it to a service, else `$XDG_STATE_HOME/ts-audit` or that of the home; made if need be.
 * Undefined: there is none that only this user can change.
 */
export function shipFolder(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { STATE_DIRECTORY: given, XDG_STATE_HOME: states, HOME: home } = env;
  const base = given?.split(':')[0] || ownState(states, home);
  if (base === undefined || !path.isAbsolute(base)) return undefined;
  const folder = path.join(base, 'ship');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    return undefined;
  }
  return isOwnFolder(folder) ? folder : undefined;
}

function ownState(states: string | undefined, home: string | undefined): string | undefined {
  if (states?.startsWith('/')) return path.join(states, 'ts-audit');
  return home ? path.join(home, '.local/state/ts-audit') : undefined;
}
