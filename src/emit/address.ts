/** Where events are sent to: `TARGET+https://[user@]host[:port][/path]`. */
import { fromBytes } from '../bytes/text.js';
import { usage } from '../errors.js';
import { type ServerAccess, secretFor } from '../store/secret.js';
import type { Target } from './target.js';
import { targetOf, targets } from './targets.js';

export interface TargetAddress {
  readonly target: Target;
  /** As messages show it: `host:port`. */
  readonly name: string;
  /** Without user and password. */
  readonly url: string;
  /** The header `Authorization`; undefined: none is sent. */
  readonly authorization: string | undefined;
}

const ADDRESS = /^([a-z-]+)\+(https?):\/\/([^/].*)$/s;

/** `where`: a byte string. Throws `usage`, never with the password in it. */
export function targetAddress(where: string, access: ServerAccess): TargetAddress {
  const [, word = '', scheme = '', rest = ''] = ADDRESS.exec(fromBytes(where)) ?? [];
  const target = targetOf(word);
  const url = URL.canParse(`${scheme}://${rest}`) ? new URL(`${scheme}://${rest}`) : undefined;
  const path = target && url && target.path(url.pathname);
  if (!target || !url || path === undefined || url.hostname === '' || url.search !== '' || url.hash !== '')
    throw usage(`--ship takes ${known()}, clickhouse://[user@]host[:port]/database[/table], or a folder`);
  const isSecure = scheme === 'https';
  const user = decodeURIComponent(url.username);
  const secret = secretFor(url, user, isSecure, `${word}+https`, access);
  const name = `${url.hostname}:${portIn(rest) ?? target.port}`;
  return { target, name, url: `${scheme}://${name}${path}`, authorization: authorizationOf(target, user, secret) };
}

/** A URL leaves out the port that its scheme has, which is not the target's. */
function portIn(rest: string): string | undefined {
  return /:(\d+)(?:\/|$)/.exec(rest.replace(/^[^/]*@/, ''))?.[1];
}

function authorizationOf({ tokenKind }: Target, user: string, secret: string): string | undefined {
  if (user !== '') return `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
  return secret === '' ? undefined : `${tokenKind} ${secret}`;
}

function known(): string {
  const words = targets.flatMap(({ schemes, path }) =>
    schemes.map((word) => `${word}+https://[user@]host[:port]${path('') === undefined ? '/INDEX' : ''}`),
  );
  return words.join(', ');
}
