/** The renderer of every kind. */

import type { Kind } from '../../tables/generated/tables.js';
import * as tables from '../../tables/generated/tables.js';
import type { Renderer } from '../context.js';
import { protocolName } from '../protocols.js';
import { group, session, user } from './account.js';
import { argument } from './argument.js';
import {
  capabilitySet,
  fileMode,
  flagSet,
  flagSetWithZero,
  ioctlRequest,
  permissions,
  personality,
  seccompAction,
  shortMode,
} from './bits.js';
import { enumeration, unknown, unsigned } from './number.js';
import { socketAddress } from './socket-address.js';
import { processTitle, same, string } from './string.js';
import { architecture, errorNumber, exitValue, syscall } from './syscall.js';
import { terminalInput } from './terminal-input.js';
import {
  fanInfo,
  fanotifyResponse,
  fanType,
  macProtocol,
  multicastGroup,
  promiscuous,
  success,
  trust,
} from './word.js';

export const renderers: Readonly<Record<Kind, Renderer>> = {
  raw: same,
  'mac-label': same,
  addr: same,
  uid: user(10),
  gid: group(10),
  syscall,
  arch: architecture,
  exit: exitValue,
  escaped: string,
  'escaped-file': string,
  'escaped-key': string,
  proctitle: processTitle,
  perm: permissions,
  mode: fileMode(8),
  'mode-short': shortMode(8),
  sockaddr: socketAddress,
  promiscuous,
  capability: enumeration(tables.capabilities, 10, unknown('capability')),
  'cap-bitmap': capabilitySet,
  success,
  'syscall-arg0': argument(0),
  'syscall-arg1': argument(1),
  'syscall-arg2': argument(2),
  'syscall-arg3': argument(3),
  signal: enumeration(tables.signals, 10, unknown('signal')),
  list: enumeration(tables.filterLists, 10, unknown('list')),
  'tty-data': terminalInput,
  session,
  'nf-protocol': enumeration(tables.netfilterProtocols, 10, unknown('netfilter-protocol')),
  'nf-hook': enumeration(tables.inetHooks, 16, unknown('hook')),
  'nf-action': enumeration(tables.netfilterActions, 16, unknown('action')),
  'icmp-type': enumeration(tables.icmpTypes, 10, unknown('icmp-type')),
  'ip-protocol-decimal': unsigned(10, ({ low }) => protocolName(low) ?? 'undefined protocol'),
  personality,
  'seccomp-action': seccompAction,
  'open-flags': flagSetWithZero(tables.openFlags, 0, 3, 'O_RDONLY'),
  'mmap-flags': flagSetWithZero(tables.mmapFlags, 16, 15, 'MAP_FILE'),
  'mac-protocol': macProtocol,
  'ioctl-request': ioctlRequest,
  'fanotify-response': fanotifyResponse,
  'nl-multicast-group': multicastGroup,
  'openat2-resolve': flagSet(tables.openat2Resolve),
  trust,
  'fan-type': fanType,
  'fan-info': fanInfo,
  errno: errorNumber,
};

/** Kinds whose text depends on the value alone, and takes more than a glance: worth remembering. */
export const MEMORABLE: ReadonlySet<Kind> = new Set<Kind>([
  'uid',
  'gid',
  'arch',
  'exit',
  'proctitle',
  'perm',
  'mode',
  'mode-short',
  'sockaddr',
  'capability',
  'cap-bitmap',
  'success',
  'tty-data',
  'personality',
  'seccomp-action',
  'open-flags',
  'mmap-flags',
  'ioctl-request',
  'openat2-resolve',
  'errno',
]);
