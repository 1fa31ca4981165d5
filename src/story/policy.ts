/**
 * What a program may do, as a file of lines, and what of a run it does not allow.
 *
 *   allow read  /usr /etc /work        # files, and all below folders; * is any part of a name, ** any path
 *   allow write /work/build
 *   deny  write /work/build/.git       # deny wins
 *   allow exec  /usr/bin
 *   allow connect 10.0.0.0/8:443 *:53 /run/nscd/socket @abstract
 *   allow listen  127.0.0.1:8000-8999
 *   allow privileges                   # changes of users, groups and capabilities
 *
 * `deny if EXPR` is for whole events, in the words of --expr; see `cli/autrace/policy-file.ts`.
 * An action with an allow line is judged: what no line allows is a violation. One with deny lines only allows the rest,
 * one without any line is not judged.
 */
import { BlockList, isIP } from 'node:net';
import { AuditError } from '../errors.js';
import type { Access, Deed, PeerDeed } from './deed.js';

export const policyActions = ['read', 'write', 'exec', 'connect', 'listen', 'privileges'] as const;
export type PolicyAction = (typeof policyActions)[number];

/** Without comment and blanks around it. */
export interface PolicyLine {
  readonly content: string;
  /** `FILE:LINE`. */
  readonly place: string;
}

export interface Policy {
  /** Actions that a deed asks for and does not get; empty: it is allowed. */
  violated(deed: Deed): readonly PolicyAction[];
}

/** Whether a file, a peer or a change is meant. */
type Pattern = (deed: Deed) => boolean;

interface Rules {
  readonly allow: Pattern[];
  readonly deny: Pattern[];
}

const LINE = /^(allow|deny)[ \t-\r]+(\w+)(?:[ \t-\r]+(.*))?$/;

/** Throws `AuditError` ('input') for the first line that cannot be understood. */
export function parsePolicy(lines: readonly PolicyLine[]): Policy {
  const rules = new Map<PolicyAction, Rules>();
  for (const { content, place } of lines) {
    try {
      readLine(content, rules);
    } catch (error) {
      if (!(error instanceof AuditError)) throw error;
      throw new AuditError('input', `${place}: ${error.message}`);
    }
  }
  return {
    violated: (deed) => actionsOf(deed).filter((action) => isViolated(rules.get(action), deed)),
  };
}

function readLine(content: string, rules: Map<PolicyAction, Rules>): void {
  const [, verb, word = '', rest = ''] = LINE.exec(content) ?? [];
  const action = policyActions.find((known) => known === word);
  if (verb === undefined || action === undefined) {
    throw new AuditError('input', `expected "allow" or "deny" and one of ${policyActions.join(', ')}`);
  }
  const values = rest.split(/[ \t-\r,]+/).filter((value) => value !== '');
  if (action === 'privileges' ? values.length > 0 : values.length === 0) {
    throw new AuditError('input', `${action} ${action === 'privileges' ? 'takes no value' : 'needs a value'}`);
  }
  const known = rules.get(action) ?? { allow: [], deny: [] };
  rules.set(action, known);
  const patterns = action === 'privileges' ? [() => true] : values.map((value) => patternOf(action, value));
  known[verb === 'allow' ? 'allow' : 'deny'].push(...patterns);
}

function isViolated(rules: Rules | undefined, deed: Deed): boolean {
  if (!rules) return false;
  if (rules.deny.some((pattern) => pattern(deed))) return true;
  return rules.allow.length > 0 && !rules.allow.some((pattern) => pattern(deed));
}

const WRITES: ReadonlySet<Access> = new Set(['created', 'written', 'changed', 'renamed', 'replaced', 'deleted']);

/** What the system denied was tried all the same; whether to read or to write, the records do not say. */
function actionsOf(deed: Deed): readonly PolicyAction[] {
  if (deed.what === 'privileges') return deed.change.startsWith('login:') ? [] : ['privileges'];
  if (deed.what === 'peer') return peerActions(deed);
  if (deed.what === 'command') return [];
  if (deed.access === 'executed') return ['exec'];
  if (WRITES.has(deed.access)) return ['write'];
  return deed.access === 'read' || deed.access === 'denied' ? ['read'] : [];
}

/** Who came to a socket that may listen is not the program's doing; netlink and the like lead nowhere. */
function peerActions({ direction, family }: PeerDeed): readonly PolicyAction[] {
  if (direction === 'from' || !['inet', 'inet6', 'local'].includes(family)) return [];
  return [direction === 'to' ? 'connect' : 'listen'];
}

function patternOf(action: PolicyAction, value: string): Pattern {
  if (action === 'connect' || action === 'listen') return peerPattern(value);
  if (!value.startsWith('/')) throw new AuditError('input', `${value} is no absolute path`);
  const matches = pathPattern(value);
  return (deed) => deed.what === 'file' && matches(deed.path);
}

/** A path and all below it, or a pattern. */
function pathPattern(value: string): (path: string) => boolean {
  const plain = value.length > 1 ? value.replace(/\/+$/, '') : value;
  if (!plain.includes('*')) return (path) => path === plain || plain === '/' || path.startsWith(`${plain}/`);
  const source = plain
    .split(/(\*\*|\*)/)
    .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&')))
    .join('');
  const pattern = new RegExp(`^${source}(?:/.*)?$`, 's');
  return (path) => pattern.test(path);
}

function peerPattern(value: string): Pattern {
  if (value.startsWith('/') || value.startsWith('@')) {
    const matches = pathPattern(value);
    return (deed) => deed.what === 'peer' && deed.family === 'local' && matches(deed.address);
  }
  const [, bracketed, plain, first, last] = /^(?:\[([^\]]+)\]|([^:]+|\*))(?::(\d+)(?:-(\d+))?)?$/.exec(value) ?? [];
  const address = bracketed ?? plain ?? (isIP(value.split('/')[0] ?? '') === 6 ? value : undefined);
  if (address === undefined) throw new AuditError('input', `${value} is no address, subnet or socket`);
  const isThere = address === '*' ? () => true : subnetPattern(address, value);
  const ports = first === undefined ? undefined : { first: Number(first), last: Number(last ?? first) };
  return (deed) => deed.what === 'peer' && isThere(deed) && isPort(deed.port, ports);
}

function isPort(
  port: number | undefined,
  ports: { readonly first: number; readonly last: number } | undefined,
): boolean {
  return ports === undefined || (port !== undefined && port >= ports.first && port <= ports.last);
}

function subnetPattern(address: string, value: string): (deed: PeerDeed) => boolean {
  const [network = '', bits] = address.split('/');
  const version = isIP(network);
  const width = version === 6 ? 128 : 32;
  const length = bits === undefined ? width : Number(bits);
  if (version === 0 || !/^\d*$/.test(bits ?? '') || length > width) {
    throw new AuditError('input', `${value} is no address, subnet or socket`);
  }
  const list = new BlockList();
  list.addSubnet(network, length, version === 6 ? 'ipv6' : 'ipv4');
  return ({ family, address: peer }) => {
    if (family === 'inet') return isIP(peer) === 4 && list.check(peer, 'ipv4');
    return family === 'inet6' && isIP(peer) === 6 && list.check(peer, 'ipv6');
  };
}
