/** Entries of systemd's journal, `journalctl -o json` and `-o export`: trusted fields (`_…`) say what a message is. */
import { toBytes } from '../../../bytes/text.js';
import { kernelRecord } from './kernel-message.js';
import { type Found, type LineForm, NO_RECORD, typeName } from './line-form.js';

/** Byte strings. */
export type JournalEntry = ReadonlyMap<string, string>;

export const journalJson: LineForm = {
  name: 'journal (json)',
  read: (line) => {
    if (!line.startsWith('{') || !/"(?:__CURSOR|__REALTIME_TIMESTAMP|_TRANSPORT)" ?:/.test(line)) return undefined;
    const entry = entryOf(line);
    return entry && journalRecord(entry);
  },
};

export function journalRecord(entry: JournalEntry): Found {
  const message = (entry.get('MESSAGE') ?? '').replace(/[\n\0]/g, ' ');
  const host = entry.get('_HOSTNAME');
  const from = host === undefined ? {} : { host };
  const transport = entry.get('_TRANSPORT');
  if (transport === 'kernel') {
    const record = kernelRecord(message);
    return record === undefined ? NO_RECORD : { ...from, record, channel: 'kernel' };
  }
  const type = Number(entry.get('_AUDIT_TYPE') ?? Number.NaN);
  const serial = entry.get('_AUDIT_ID');
  const micro = entry.get('_SOURCE_REALTIME_TIMESTAMP') ?? entry.get('__REALTIME_TIMESTAMP') ?? '';
  if (transport !== 'audit' || !Number.isInteger(type) || !/^\d+$/.test(serial ?? '') || !/^\d{7,17}$/.test(micro))
    return NO_RECORD;
  const stamp = `${micro.slice(0, -6)}.${micro.slice(-6, -3)}:${serial}`;
  return { ...from, record: `type=${typeName(type)} msg=audit(${stamp}): ${withoutType(message)}`, channel: 'audit' };
}

/** journald puts the type's name, or `AUDIT1334`, before the text. */
function withoutType(message: string): string {
  return message.replace(/^(?:[A-Z][A-Z0-9_]*|[A-Z]+\[\d+\])(?: |$)/, '');
}

function entryOf(line: string): JournalEntry | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(line, 'latin1').toString('utf8'));
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  return new Map(
    Object.entries(parsed).flatMap(([name, value]) => {
      const text = textOf(value);
      return text === undefined ? [] : [[name, text] as const];
    }),
  );
}

/** What is not UTF-8 comes as an array of bytes, a field that an entry has twice as an array of texts. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return toBytes(value);
  if (!Array.isArray(value)) return undefined;
  if (value.every((byte) => typeof byte === 'number')) return Buffer.from(value).toString('latin1');
  return textOf(value.find((text) => typeof text === 'string'));
}
