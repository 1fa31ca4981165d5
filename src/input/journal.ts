/**
 * systemd's journal, as journalctl tells it: entries of the audit transport, and those of the kernel, which are all there is
 * where journald does not listen to audit.
 */
import { statSync } from 'node:fs';
import { fromBytes, toPath } from '../bytes/text.js';
import { AuditError } from '../errors.js';
import { asLog } from './form/forms.js';
import { helperOutput } from './form/helper.js';
import { fromChunks } from './reader.js';
import { type Source, UNKNOWN_SPAN } from './source.js';

/** Seconds between a record's stamp and journald's, at most: early in the boot nobody listens yet. */
const EARLIER = 60;
const LATER = 600;
const PURPOSE = { purpose: 'to read the journal' };

export interface JournalSpan {
  /** First and last second of interest. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  /** Takes what journalctl has to say besides, without newline. */
  readonly note: (line: string) => void;
}

/** `where`: a folder, a file or a pattern, or the name of a container; empty: this system's. */
export function journalSource(where: string, span: JournalSpan): Source {
  const name = journalName(where);
  return {
    name,
    identity: () => undefined,
    size: () => 0,
    canReopen: () => true,
    canSeek: () => false,
    span: async () => UNKNOWN_SPAN,
    open: () => asLog(fromChunks(entries(where, timeWords(span), span.note)), name),
  };
}

/** The same, and what comes from now on; with a start what came since then, too. Ends when `signal` says so. */
export async function* followedJournal(where: string, span: JournalSpan, signal: AbortSignal): AsyncGenerator<Buffer> {
  const complained = await complaint(where);
  if (complained !== undefined) span.note(`journalctl: ${complained}`);
  const from = span.start === undefined ? ['--lines=0'] : [...timeWords(span), '--no-tail'];
  yield* entries(where, [...from, '--follow'], span.note, signal);
}

export function journalName(where: string): string {
  return where === '' ? 'journal' : `journal ${where}`;
}

async function* entries(
  where: string,
  words: readonly string[],
  note: JournalSpan['note'],
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  const asked = [
    '--output=export',
    '--no-pager',
    ...placeWords(where),
    ...words,
    '_TRANSPORT=audit',
    '+',
    '_TRANSPORT=kernel',
  ];
  const output = helperOutput('journalctl', asked.map(fromBytes), { ...PURPOSE, ...(signal && { signal }) });
  let isEmpty = true;
  let next = await output.next();
  for (; !next.done; next = await output.next()) {
    isEmpty = false;
    yield next.value;
  }
  if (signal?.aborted) return;
  const { problem, said } = next.value;
  const isCut = signal !== undefined ? 'journalctl has ended' : undefined;
  const reason = problem ?? isCut ?? (isEmpty ? await complaint(where) : undefined);
  if (reason !== undefined) throw new AuditError('input', `Error reading ${journalName(where)} (${reason})`);
  for (const line of said) note(`journalctl: ${line}`);
}

/** What journalctl says of a journal that it can't read; it is silent about that where entries are exported. */
async function complaint(where: string): Promise<string | undefined> {
  const output = helperOutput('journalctl', ['--no-pager', '--lines=1', ...placeWords(where).map(fromBytes)], PURPOSE);
  let next = await output.next();
  while (!next.done) next = await output.next();
  return next.value.said[0]?.trim();
}

function placeWords(where: string): readonly string[] {
  if (where === '') return [];
  const kind = kindOf(where);
  if (kind === 'folder') return [`--directory=${where}`];
  return [`--${kind === 'file' || /[/*?[]/.test(where) ? 'file' : 'machine'}=${where}`];
}

function kindOf(where: string): 'folder' | 'file' | undefined {
  try {
    return statSync(toPath(where)).isDirectory() ? 'folder' : 'file';
  } catch {
    return undefined; // not there, or journalctl will say why not
  }
}

function timeWords({ start, end }: JournalSpan): readonly string[] {
  return [
    ...(start === undefined ? [] : [`--since=@${Math.max(0, Math.floor(start) - EARLIER)}`]),
    ...(end === undefined ? [] : [`--until=@${Math.floor(end) + LATER}`]),
  ];
}
