/** The processes that read all records next to the daemon; the kernel tells by the groups of their sockets. */
import { linkTarget, list, readText } from '../proc-file.js';

const AUDIT_PROTOCOL = '9';
const READ_LOG_GROUP = 1;

/** `name (pid)` for each. */
export function readersOfRecords(table: string = readText('/proc/net/netlink')): readonly string[] {
  const inodes = new Set(
    table.split('\n').flatMap((line) => {
      const [, protocol, , groups, , , , , , inode] = line.trim().split(/\s+/);
      return protocol === AUDIT_PROTOCOL && Number.parseInt(groups ?? '', 16) & READ_LOG_GROUP && inode ? [inode] : [];
    }),
  );
  if (inodes.size === 0) return [];
  return list('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) =>
      list(`/proc/${pid}/fd`).some((fd) => {
        const inode = /^socket:\[(\d+)\]$/.exec(linkTarget(`/proc/${pid}/fd/${fd}`))?.[1];
        return inode !== undefined && inodes.has(inode);
      }),
    )
    .map((pid) => `${readText(`/proc/${pid}/comm`).trim() || '?'} (${pid})`);
}
