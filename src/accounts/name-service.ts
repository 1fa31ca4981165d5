/** Accounts from LDAP, SSSD and other NSS sources, through `getent`; asked only where nsswitch.conf names such a source. */
import { execFileSync } from 'node:child_process';
import { helperEnvironment } from '../helper-environment.js';

// What these sources know stands in the files as well, or is root and nobody.
const LOCAL_SOURCES: ReadonlySet<string> = new Set(['files', 'compat', 'systemd']);
const TIMEOUT_MS = 5000;

/** `lines` are those of nsswitch.conf. */
export function hasOtherSources(database: 'passwd' | 'group', lines: readonly string[]): boolean {
  for (const line of lines) {
    const [name = '', sources = ''] = line.replace(/#.*/, '').split(':', 2);
    if (name.trim() !== database) continue;
    // `[NOTFOUND=return]` and the like are no sources.
    const words = sources.replace(/\[[^\]]*\]/g, ' ').split(/\s+/);
    return words.some((word) => word !== '' && !LOCAL_SOURCES.has(word));
  }
  return false;
}

/** The first line of the answer; undefined if there is none, for whatever reason. */
export function getent(database: 'passwd' | 'group', key: string): string | undefined {
  if (key === '' || key.includes('\0')) return undefined;
  try {
    const answer = execFileSync('getent', ['--', database, Buffer.from(key, 'latin1').toString()], {
      env: helperEnvironment(),
      encoding: 'latin1',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: TIMEOUT_MS,
      maxBuffer: 1 << 26,
    });
    return answer.split('\n', 1)[0] || undefined;
  } catch {
    return undefined;
  }
}
