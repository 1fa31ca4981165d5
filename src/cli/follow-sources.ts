/** Where the events of a run come from that goes on: the kernel, a pipe, growing logs. */
import { accountsFor } from '../accounts/accounts.js';
import type { FollowSource } from '../engine/follow-run.js';
import { AuditError } from '../errors.js';
import { FollowedLog, type FollowOptions } from '../input/follow.js';
import { unpacked } from '../input/form/forms.js';
import { GrowingForm } from '../input/form/growing.js';
import { chunksOf, fromChunks } from '../input/reader.js';
import type { Source } from '../input/source.js';
import { Enricher } from '../multicast/enrich.js';
import { KernelRecords } from '../multicast/kernel-records.js';
import { openTransport } from '../netlink/addon.js';
import { AuditClient } from '../netlink/client.js';
import { EPERM, KernelError } from '../netlink/kernel-error.js';
import { RecordReader } from '../netlink/multicast.js';
import type { Io } from './io.js';

type Say = (line: string) => void;

/** The kernel's records from now on. Says so when the kernel makes none. */
export function kernelSource(io: Io, say: Say): FollowSource {
  const client = statusClient();
  if (client?.status().enabled === 0)
    say('Auditing is switched off in the kernel, which writes few events then; ts-auditctl -e 1 switches it on');
  const records = new KernelRecords({
    reader: recordReader(),
    enricher: new Enricher(accountsFor(io.env)),
    lost: client && (() => client.status().lost),
    note: say,
  });
  return { name: 'kernel', chunks: () => records.chunks(), stop: () => records.stop(), dropsEnds: true };
}

function recordReader(): RecordReader {
  try {
    return new RecordReader();
  } catch (error) {
    if (!(error instanceof KernelError) || error.errno !== EPERM) throw error;
    throw new AuditError('netlink', 'Reading the kernel live needs the capability CAP_AUDIT_READ', { cause: error });
  }
}

/** Undefined where the kernel may not be asked (CAP_AUDIT_CONTROL). */
function statusClient(): AuditClient | undefined {
  const client = new AuditClient(openTransport());
  try {
    client.status();
    return client;
  } catch (error) {
    client.close();
    if (error instanceof KernelError) return undefined;
    throw error;
  }
}

/** A log that grows: `set` is it and its rotated files, oldest first. */
export interface GrowingLog extends FollowSource {
  readonly log: FollowedLog;
  readonly form: GrowingForm;
}

export function growingLog(set: readonly Source[], from: FollowOptions['from'], say: Say): GrowingLog {
  const path = set.at(-1)?.name ?? '';
  const log = new FollowedLog({ path, from, note: say });
  const form = new GrowingForm();
  return { name: path, log, form, chunks: () => form.log(log.chunks()), stop: () => log.stop() };
}

export function pipeSource(): FollowSource {
  return { name: 'stdin', chunks: pipeChunks, stop: () => void process.stdin.destroy() };
}

async function* pipeChunks(): AsyncGenerator<Buffer> {
  const { bytes } = await unpacked({ ...fromChunks(process.stdin), isPipe: true }, 'stdin');
  yield* new GrowingForm().log(chunksOf(bytes));
}

/** The system's journal and others, as `--journal` names them. */
export async function journalFollowed(where: string, start: number | undefined, note: Say): Promise<FollowSource> {
  const { followedJournal, journalName } = await import('../input/journal.js');
  const end = new AbortController();
  return {
    name: journalName(where),
    chunks: () => new GrowingForm().log(followedJournal(where, { start, note }, end.signal)),
    stop: () => end.abort(),
  };
}

/** Aborted by the signals that end a run; those then end it as end of input would. */
export function endSignal(): AbortSignal {
  const end = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => end.abort());
  return end.signal;
}
