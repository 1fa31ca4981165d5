/** Passwords for servers, from where other users of the machine do not see them. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { AuditError, usage } from '../errors.js';

/** What the command line and the environment say besides where a server is. */
export interface ServerAccess {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Passwords may be sent in the clear to other machines. */
  readonly allowsInsecure: boolean;
  readonly note: (line: string) => void;
}

/** 127.0.0.0/8, ::1 and their name: this machine. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(host);
}

/** For the user of the server's address; '' when there is none. `secureWord`: how the address would have to begin. */
export function secretFor(url: URL, user: string, isSecure: boolean, secureWord: string, access: ServerAccess): string {
  const secret = find(url, user, access);
  if (secret !== '' && !isSecure && !isLoopback(url.hostname) && !access.allowsInsecure)
    throw usage(`${url.hostname}: a password would be sent in the clear; use ${secureWord}://, or --insecure-http`);
  return secret;
}

function find({ password, hostname }: URL, user: string, { env, note }: ServerAccess): string {
  if (password !== '') {
    note('WARNING - a password on the command line is seen by everybody here; TS_AUDIT_PASSWORD_FILE is not');
    return decodeURIComponent(password);
  }
  if (env.TS_AUDIT_PASSWORD !== undefined) return env.TS_AUDIT_PASSWORD;
  if (env.TS_AUDIT_PASSWORD_FILE !== undefined) return privateFile(env.TS_AUDIT_PASSWORD_FILE).replace(/\r?\n$/, '');
  const netrc = path.join(env.HOME ?? '/nonexistent', '.netrc');
  return statSync(netrc, { throwIfNoEntry: false }) ? (netrcPassword(privateFile(netrc), hostname, user) ?? '') : '';
}

/** Throws `input` for one that others may read. */
function privateFile(name: string): string {
  try {
    if ((statSync(name).mode & 0o077) !== 0)
      throw new AuditError('input', `${name}: others may read the password in it (chmod 600)`);
    return readFileSync(name, 'utf8');
  } catch (error) {
    if (error instanceof AuditError) throw error;
    throw new AuditError('input', `${name}: the password in it cannot be read`, { cause: error });
  }
}

/** ftp(1): words, of which `machine`, `login` and `password` are each followed by their value. */
function netrcPassword(text: string, host: string, user: string): string | undefined {
  const words = text.split(/\s+/);
  let here = false;
  let login: string | undefined;
  for (let i = 0; i + 1 < words.length; i++) {
    const value = words[i + 1];
    if (words[i] === 'machine') {
      here = value === host;
      login = undefined;
    } else if (words[i] === 'login') login = value;
    else if (words[i] === 'password' && here && (login === undefined || login === user)) return value;
    else continue;
    i++;
  }
  return undefined;
}
