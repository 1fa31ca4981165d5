/** The two sockets of a run: one that asks, one that reads. */
import { AuditError } from '../errors.js';
import { openTransport } from '../netlink/addon.js';
import { AuditClient } from '../netlink/client.js';
import { EPERM, KernelError } from '../netlink/kernel-error.js';
import { RecordReader } from '../netlink/multicast.js';
import { reasonOf } from '../tables/reason.js';

/** The kernel's queue for the reader, filled only when that falls behind. A busy program makes 100 MiB in a second. */
const QUEUE_BYTES = 256 << 20;
const READ_LOG_GROUP = 1;

/** Throws `AuditError` ('trace') without the capability. */
export function openReader(): RecordReader {
  try {
    return new RecordReader(openTransport(READ_LOG_GROUP, QUEUE_BYTES));
  } catch (error) {
    if (!(error instanceof KernelError) || error.errno !== EPERM) throw error;
    const text = 'The kernel does not let this process read audit records (missing capability: CAP_AUDIT_READ)';
    throw new AuditError('trace', text, { cause: error });
  }
}

/** Throws `AuditError` ('trace') where the kernel has no audit system. */
export function openClient(): AuditClient {
  try {
    return new AuditClient(openTransport());
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    throw new AuditError('trace', `Error - audit support not in kernel (${reasonOf(error.errno)})`, { cause: error });
  }
}
