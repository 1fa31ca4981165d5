/** Where the events of a run come from that goes on: the kernel, a pipe, growing logs. */
import { accountsFor } from '../accounts/accounts.js';
import type { FollowSource } from '../engine/follow-run.js';
import { AuditError, usage } from '../errors.js';
import { discoverSources } from '../input/discover.js';
import { FollowedLog, type FollowOptions } from '../input/follow.js';
import { unpacked } from '../input/form/forms.js';
import { GrowingForm } from '../input/form/growing.js';
import { expandGlob } from '../input/glob.js';
import { familyName } from '../input/order.js';
import { chunksOf, fromChunks } from '../input/reader.js';
import { isDated, rotationNumber } from '../input/rotated-name.js';
import type { Source } from '../input/source.js';
import { Enricher } from '../multicast/enrich.js';
import { KernelRecords } from '../multicast/kernel-records.js';
import { openTransport } from '../netlink/addon.js';
import { AuditClient } from '../netlink/client.js';
import { EPERM, KernelError } from '../netlink/kernel-error.js';
import { RecordReader } from '../netlink/multicast.js';
import type { UnknownName } from '../query/asked.js';
import type { Io } from './io.js';
import { isStore } from './stores.js';

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

/** What a command line names to be followed. */
export interface Followed {
  readonly inputs: readonly string[];
  readonly systemLogs: boolean;
  /** `-ts`, in seconds. */
  readonly start: number | undefined;
}

/** One log with its rotated files for each log that is named, for none the system's. `option` is the one that goes on. */
export async function followedSets(
  { inputs, systemLogs, start }: Followed,
  option: string,
  logFile: string,
  io: Io,
): Promise<readonly (readonly Source[])[]> {
  const named = inputs.flatMap(expandGlob);
  const store = named.find(isStore);
  if (store !== undefined) throw usage(`${option} goes on with logs, and ${store} is a store`);
  const note = (line: string): void => io.err(`${line}\n`);
  const families = new Map<string, Source[]>();
  for (const paths of named.length > 0 ? named.map((name) => [name]) : [[]])
    for (const source of await discoverSources({ paths, systemLogs, logFile, stdin: io.stdin, start, note })) {
      const name = familyName(source);
      families.set(name, [...(families.get(name) ?? []), source]);
    }
  return [...families.values()].map((members) => members.sort(newestLast));
}

/** Dates sort by name. */
function newestLast(a: Source, b: Source): number {
  return rotationNumber(b.name) - rotationNumber(a.name) || Number(isDated(b.name)) - Number(isDated(a.name));
}

export function followedSource(set: readonly Source[], start: number | undefined, say: Say): FollowSource | GrowingLog {
  if (set[0]?.isStandardInput) return pipeSource();
  return growingLog(set, start === undefined ? 'end' : { since: start }, say);
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

function pipeSource(): FollowSource {
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

/** Nobody waits for the end of a run that goes on to learn of a slip of the hand. */
export function notKnownYet(unknown: UnknownName | undefined): readonly string[] {
  return unknown === undefined ? [] : [`${unknown.message}: nothing is found unless the log has the name`];
}

/** Aborted by the signals that end a run; those then end it as end of input would. */
export function endSignal(): AbortSignal {
  const end = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => end.abort());
  return end.signal;
}
