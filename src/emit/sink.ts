/**
 * A server that takes events and cannot be asked what it has, as a store to ship into. Where to go on is kept here, and written
 * when the server has taken a batch: a run that ends in between sends that batch again, none is left out.
 */
import path from 'node:path';
import type { Accounts } from '../accounts/accounts.js';
import { Out } from '../bytes/out.js';
import { fromBytes, toBytes } from '../bytes/text.js';
import type { Environment } from '../locale/definition.js';
import { searchFormatter } from '../output/formats.js';
import type { Formatter } from '../output/formatter.js';
import { opening, type Patience, type Pause, pauses, StoreError } from '../store/again.js';
import { KIND, type Row } from '../store/row.js';
import type { RowSink } from '../store/store.js';
import { fileNameOf } from '../store/stream-lock.js';
import type { TargetAddress } from './address.js';
import { readCheckpoint, writeCheckpoint } from './checkpoint.js';
import { eventOf } from './event-of.js';
import { type Post, shown } from './post.js';
import type { Answer, Sent, Verdict } from './target.js';

/** Letters of a request, about: all of them take a megabyte. */
const REQUEST_SIZE = 1_000_000;

export interface EmitOptions {
  readonly address: TargetAddress;
  readonly post: Post;
  readonly patience: Patience;
  /** Where checkpoints are kept. */
  readonly folder: string;
  readonly accounts: Accounts;
  readonly env: Environment;
}

export async function emitSink(options: EmitOptions): Promise<RowSink> {
  const { address, folder, accounts, env, patience } = options;
  const { format } = address.target;
  const settings = { escape: 'raw', extras: {}, colour: false, terminal: false, utc: true, debug: false, env } as const;
  const formatter = await searchFormatter({ ...settings, format }, accounts, () => {});
  /** It has answered. */
  let isKnown = false;
  const fileOf = (stream: string): string => path.join(folder, `${fileNameOf(address.url, stream)}.json`);
  return {
    name: address.name,
    place: address.url,
    tail: async (stream) => readCheckpoint(fileOf(stream)),
    insert: async (block) => {
      const rows = block.rows();
      const last = rows.at(-1);
      if (!last) return;
      for (const events of requestsOf(rows, formatter)) {
        await send(events, options, pauses(isKnown ? patience : opening(patience)));
        isKnown = true;
      }
      writeCheckpoint(fileOf(toBytes(last.stream)), last);
    },
    close: async () => {},
  };
}

function* requestsOf(rows: readonly Row[], formatter: Formatter): Generator<readonly Sent[]> {
  let events: Sent[] = [];
  let size = 0;
  for (const row of rows) {
    if (row.kind !== KIND.event) continue;
    const text = textOf(row, formatter);
    if (size > 0 && size + text.length > REQUEST_SIZE) {
      yield events;
      events = [];
      size = 0;
    }
    events.push({ row, text, host: row.node ?? row.stream.replace(/:.*/s, '') });
    size += text.length;
  }
  if (events.length > 0) yield events;
}

function textOf(row: Row, formatter: Formatter): string {
  const chunks: Buffer[] = [];
  const out = new Out((chunk) => chunks.push(Buffer.from(chunk)));
  formatter.event(eventOf(row), out);
  out.flush();
  return fromBytes(Buffer.concat(chunks).toString('latin1').replace(/\n$/, ''));
}

/** Until all are taken. */
async function send(events: readonly Sent[], { address, post }: EmitOptions, pause: Pause): Promise<void> {
  const { target, name } = address;
  for (let left = events; left.length > 0; ) {
    let verdict: Verdict;
    try {
      const answer = await post(target.body(left));
      verdict = byStatus(answer) ?? target.judge(answer);
    } catch (error) {
      await pause(error);
      continue;
    }
    if (verdict.kind === 'taken') return;
    if (verdict.kind === 'refused') throw new StoreError(`${name}: ${refusal(verdict, left)}`, false);
    left = verdict.places?.flatMap((place) => left[place] ?? []) ?? left;
    await pause(new StoreError(`${name}: ${shown(verdict.text)}`, true));
  }
}

function refusal({ place, text }: Verdict & { readonly kind: 'refused' }, events: readonly Sent[]): string {
  const row = place === undefined ? undefined : events[place]?.row;
  const which = row && `event ${row.sec}.${String(row.ms).padStart(3, '0')}:${row.serial} is refused, `;
  return shown(`${which ?? ''}${text}`);
}

const AGAIN: ReadonlySet<number> = new Set([408, 425, 429]);

/** Undefined: it looks well. */
function byStatus({ status, body }: Answer): Verdict | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === 401 || status === 403) return { kind: 'refused', text: `wrong password or token (status ${status})` };
  const [line = ''] = body.split('\n', 1);
  const text = `status ${status}${line === '' ? '' : `: ${line}`}`;
  return status >= 500 || AGAIN.has(status) ? { kind: 'later', text } : { kind: 'refused', text };
}
