/** Options about servers that hold logs, which ts-ausearch and ts-aureport read alike. */
import { digitsArgument } from '../bytes/numeric-argument.js';
import { usage } from '../errors.js';
import { flag, type Option, type Switch, type Word } from './option.js';

/** How a server is spoken to. */
export interface StoreAccess {
  readonly timeoutSeconds?: number;
  /** Files in PEM: the authority that vouches for the server, our certificate and its key. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly allowsInsecure?: boolean;
}

export interface StoreDraft {
  access: StoreAccess;
  /** `--explain-query`. */
  explainQuery: boolean;
}

const LONGEST_TIMEOUT = 86_400;

export const storeOptions: readonly (Option & (Word<StoreDraft> | Switch<StoreDraft>))[] = [
  {
    spellings: ['--timeout'],
    section: 'Stores',
    argument: 'SECONDS',
    text: 'how long a server may take for an answer, 30 by default',
    reads: 'word',
    take: (draft, argument) => {
      const timeoutSeconds = digitsArgument(argument, LONGEST_TIMEOUT);
      if (typeof timeoutSeconds === 'string' || timeoutSeconds === 0)
        throw usage(`--timeout must be 1 to ${LONGEST_TIMEOUT} seconds, was ${argument}`);
      draft.access = { ...draft.access, timeoutSeconds };
    },
  },
  file('ca', '--ca', 'authority that vouches for the server, instead of those that Node trusts'),
  file('cert', '--tls-cert', 'our certificate for the server'),
  file('key', '--tls-key', 'its key'),
  {
    ...flag('explainQuery', {
      spellings: ['--explain-query'],
      text: 'show how a store is asked, how many events it gives and what is left to check here; no event is read',
    }),
    section: 'Stores',
  },
  {
    spellings: ['--insecure-http'],
    section: 'Stores',
    argument: '',
    text: 'send a password and logs in the clear to another machine',
    reads: 'nothing',
    take: (draft) => {
      draft.access = { ...draft.access, allowsInsecure: true };
    },
  },
];

function file(name: 'ca' | 'cert' | 'key', spelling: string, text: string): Option & Word<StoreDraft> {
  return {
    spellings: [spelling],
    section: 'Stores',
    argument: 'FILE',
    text,
    reads: 'word',
    take: (draft, argument) => {
      draft.access = { ...draft.access, [name]: argument };
    },
  };
}
