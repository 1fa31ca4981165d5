/** The renderers behind the kinds of system call arguments, by their names in `tables/syscall-args.tsv`. */

import { parseSigned } from '../../bytes/int64.js';
import * as tables from '../../tables/generated/tables.js';
import { valueTable } from '../../tables/lookup.js';
import type { Renderer } from '../context.js';
import { protocolName } from '../protocols.js';
import { group, user } from './account.js';
import {
  accessMode,
  cloneFlags,
  fileMode,
  flagSet,
  flagSetWithZero,
  ioctlRequest,
  memoryProtection,
  personality,
  schedulingPolicy,
  sharedMemoryFlags,
  shortMode,
} from './bits.js';
import { conversionError, enumeration, prefixed, unknown, unknownDecimal, unknownHex, unsigned } from './number.js';
import { exitCode } from './word.js';

const AT_FDCWD = 0xffff_ff9c;
const directory = unsigned(16, ({ low }, value) => (low === AT_FDCWD ? 'AT_FDCWD' : prefixed(value)));

const LAST_CLOCK = 6;
/** BUG? Clocks 7 to 11 are known and never named. */
const clock = unsigned(16, ({ low }, value) =>
  low <= LAST_CLOCK ? (valueTable(tables.clocks).name(low) ?? '') : `unknown-clk_id(0x${value})`,
);

/** The high bits of a type are flags such as SOCK_CLOEXEC, which stay hidden. */
const socketType = unsigned(
  16,
  ({ low }, value) => valueTable(tables.socketTypes).name(low & 0xff) ?? `unknown-type(${value})`,
);
const seekWhence = unsigned(
  16,
  ({ low }, value) => valueTable(tables.seekWhence).name(low & 0xff) ?? `unknown-whence(${value})`,
);
const ipProtocol = unsigned(16, ({ low }, value) => protocolName(low) ?? `unknown-proto(${value})`);

const socketCall: Renderer = (value) => {
  const number = parseSigned(value, 16);
  if (number === undefined) return conversionError(value);
  return valueTable(tables.socketcallCalls).name(number.low | 0) ?? `unknown-socketcall(${value})`;
};

const closeOnExec = unsigned(16, ({ low }, value) => (low === 1 ? 'FD_CLOEXEC' : prefixed(value)));

const SOL_SOCKET = 1;
/** The protocol list comes before our own table, so `tcp` rather than `SOL_TCP`. */
const optionLevel = unsigned(16, ({ low }, value) => {
  if (low === SOL_SOCKET) return 'SOL_SOCKET';
  return protocolName(low | 0) ?? valueTable(tables.sockoptLevels).name(low | 0) ?? `unknown-sockopt-level(0x${value})`;
});

/** On ppc and ppc64 some options have numbers of their own; ppc64le is not taken for one (as in the reference). */
const POWER: ReadonlySet<string> = new Set(['ppc', 'ppc64']);
const socketOption = unsigned(16, ({ low }, value, { machine }) => {
  const shifted = machine !== undefined && POWER.has(machine.name) && low >= 16 && low <= 21 ? low + 100 : low | 0;
  return valueTable(tables.sockoptSocket).name(shifted) ?? `unknown-sockopt-name(0x${value})`;
});

function exactlyOne(name: string): Renderer {
  return (value) => (value === '1' ? name : prefixed(value));
}

export const argumentRenderers: Readonly<Record<tables.ArgumentKind, Renderer>> = {
  'signal(hex)': enumeration(tables.signals, 16, unknownHex('signal')),
  dirfd: directory,
  'uid(hex)': user(16),
  'gid(hex)': group(16),
  clock: clock,
  'clone-flags': cloneFlags,
  personality: personality,
  'capability(hex)': enumeration(tables.capabilities, 16, unknownHex('capability')),
  ptrace: enumeration(tables.ptraceRequests, 16, unknownHex('ptrace')),
  'prctl-option': enumeration(tables.prctlOptions, 16, unknownHex('prctl-option')),
  rlimit: enumeration(tables.rlimits, 16, unknownHex('rlimit')),
  'socket-domain': enumeration(tables.socketFamilies, 16, unknownHex('family')),
  'socket-type': socketType,
  'ip-protocol': ipProtocol,
  socketcall: socketCall,
  ipccall: enumeration(tables.ipcCalls, 16, unknown('ipccall')),
  'exit-code': exitCode,
  'bpf-cmd': enumeration(tables.bpfCmds, 16, unknown('bpf-cmd')),
  'mode-short(hex)': shortMode(16),
  'mode(hex)': fileMode(16),
  'fcntl-cmd': enumeration(tables.fcntlCmds, 16, unknownDecimal('fcntl-command')),
  'fsconfig-cmd': enumeration(tables.fsconfigCmds, 16, unknownDecimal('fsconfig-operation')),
  'epoll-ctl': enumeration(tables.epollCtl, 16, unknownDecimal('epoll_ctl-operation')),
  'fsopen-flag': exactlyOne('FSOPEN_CLOEXEC'),
  'fsmount-flag': exactlyOne('FSMOUNT_CLOEXEC'),
  'fd-cloexec': closeOnExec,
  'sockopt-level': optionLevel,
  'sockopt-socket': socketOption,
  'sockopt-ip': enumeration(tables.sockoptIp, 16, unknownHex('ipopt-name')),
  'sockopt-ipv6': enumeration(tables.sockoptIpv6, 16, unknownHex('ip6opt-name')),
  'sockopt-tcp': enumeration(tables.sockoptTcp, 16, unknownHex('tcpopt-name')),
  'sockopt-udp': enumeration(tables.sockoptUdp, 16, unknownHex('udpopt-name')),
  'sockopt-packet': enumeration(tables.sockoptPacket, 16, unknownHex('pktopt-name')),
  'sched-policy': schedulingPolicy,
  'seek-whence': seekWhence,
  'ioctl-request': ioctlRequest,
  'open-flags(hex)': flagSetWithZero(tables.openFlags, 16, 3, 'O_RDONLY'),
  'access-mode': accessMode,
  'access-flags': flagSet(tables.accessFlags),
  'xattr-at-flags': flagSet(tables.xattrAtFlags),
  'umount-flags': flagSet(tables.umountFlags),
  'mount-flags': flagSet(tables.mountFlags),
  'msg-flags': flagSet(tables.msgFlags),
  'mmap-prot(with PROT_SEM)': memoryProtection(true),
  'mmap-prot(without PROT_SEM)': memoryProtection(false),
  'mmap-flags': flagSetWithZero(tables.mmapFlags, 16, 15, 'MAP_FILE'),
  'shm-flags': sharedMemoryFlags,
};
