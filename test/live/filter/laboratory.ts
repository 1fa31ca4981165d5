/** The place where calls are made and what the kernel writes of them is read: a folder, a process, the records. */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AuditEvent } from '../../../src/log/event.js';
import { fieldNumber } from '../../../src/log/fields.js';
import { AuditRecord } from '../../../src/log/record.js';
import { RecordReader } from '../../../src/netlink/multicast.js';
import { callRecord } from '../../../src/replay/logged-event.js';
import { encodeRule } from '../../../src/rules/encode.js';
import { plainContext } from '../../../src/rules/model/rule-set.js';
import { parseRule } from '../../../src/rules/parse.js';
import { recordTypeName } from '../../../src/tables/record-types.js';
import { deleteAllRules, withClient } from '../kernel-state.js';
import { buildCaller, type Caller, type Known, PROGRAM, startCaller } from './caller.js';
import { files, folders, LINK } from './operations.js';

export interface Laboratory {
  readonly folder: string;
  readonly reader: RecordReader;
  /** `$D` is the folder, `$P` the process that starts the callers. */
  inPlace(text: string): string;
  withCaller<Result>(subject: 'root' | 'user', use: (caller: Caller) => Promise<Result>): Promise<Result>;
}

const subjects: Readonly<Record<'root' | 'user', Known>> = {
  root: { auid: 4242, uid: 0, groups: [] },
  user: { auid: 4243, uid: 1000, groups: [5000] },
};
const MARK = 1005;
const CLOSE = 3;
/** open, openat, openat2, socket, and open of 32 bits. */
const opening: ReadonlySet<string> = new Set(['2', '257', '437', '41', '32:5']);
/** Records may come without end, but not ours. */
const PATIENCE_MS = 10_000;

/** Needs root; leaves the kernel without rules. False without a compiler. */
export async function withLaboratory(use: (laboratory: Laboratory) => Promise<void>): Promise<boolean> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-filter-'));
  chmodSync(folder, 0o777);
  const program = buildCaller(folder);
  const reader = new RecordReader();
  try {
    withClient((client) => client.set('enabled', 1));
    if (program !== undefined) await use({ folder, reader, ...actsIn(folder, program) });
  } finally {
    reader.close();
    withClient(deleteAllRules);
    rmSync(folder, { recursive: true });
  }
  return program !== undefined;
}

function actsIn(folder: string, program: string): Pick<Laboratory, 'inPlace' | 'withCaller'> {
  return {
    inPlace: (text) => text.replaceAll('$D', folder).replaceAll('$P', String(process.pid)),
    async withCaller(subject, act) {
      const caller = await startCaller(program, subjects[subject]);
      try {
        return await act(caller);
      } finally {
        caller.close(); // one that is left waits for its next call, and the test for it
      }
    },
  };
}

/** Files of root and of a user, in folders that anyone may change, and a link to the first. */
export function setUp(folder: string): void {
  for (const name of readdirSync(folder)) if (name !== PROGRAM) rmSync(path.join(folder, name), { recursive: true });
  for (const name of folders) {
    mkdirSync(path.join(folder, name));
    chmodSync(path.join(folder, name), 0o777);
  }
  files.forEach((name, i) => {
    writeFileSync(path.join(folder, name), '');
    if (i % 2 === 1) chownSync(path.join(folder, name), 1000, 1000);
  });
  symlinkSync('a', path.join(folder, LINK));
}

export function load(rules: readonly string[]): void {
  withClient((client) => {
    deleteAllRules(client);
    for (const line of rules) {
      const { rule, prepend } = parseRule(line.split(' '), plainContext());
      client.addRule(encodeRule(rule, { prepend }));
    }
  });
}

/** Makes a call; what the kernel wrote of this process meanwhile. */
export async function made(
  call: string,
  caller: Caller,
  { reader }: Laboratory,
): Promise<{ readonly result: number; readonly events: readonly AuditEvent[] }> {
  const result = await caller.call(call);
  const events = eventsUntilMark(reader).filter((event) => {
    const record = callRecord(event);
    return record && fieldNumber(record.text, 'pid') === caller.pid;
  });
  // The next descriptor is to have the same number again.
  if (opening.has(call.split(' ', 1)[0] ?? '') && result > 2) {
    await caller.call(`${CLOSE} ${result}`);
    eventsUntilMark(reader);
  }
  return { result, events };
}

/** As lines of a log. */
export function linesOf({ records }: AuditEvent): readonly string[] {
  return records.map(({ type, text }) => `type=${recordTypeName(type)} ${text}`);
}

/** All events that the kernel wrote before a message of our own. */
function eventsUntilMark(reader: RecordReader): readonly AuditEvent[] {
  const mark = `op=mark-${process.hrtime.bigint()}`;
  withClient((client) => client.sendUserMessage(MARK, mark));
  const events = new Map<string, AuditEvent & { readonly records: AuditRecord[] }>();
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    if (Date.now() > end) throw new Error('the mark is missing');
    const record = reader.receive(2000);
    if (record === 'lost' || record === undefined) throw new Error('records are missing');
    if (record.text.includes(mark)) return [...events.values()];
    const [, sec = '', milli = '', serial = ''] = /^audit\((\d+)\.(\d+):(\d+)\)/.exec(record.text) ?? [];
    const event = events.get(serial) ?? {
      ...{ sec: Number(sec), milli: Number(milli), serial: Number(serial), node: undefined },
      records: [],
    };
    event.records.push(AuditRecord.fromLine(record.type, `msg=${record.text}`));
    events.set(serial, event);
  }
}
