/** A log in every form that audit events are kept in. All texts are byte strings. */
import { execFileSync, spawnSync } from 'node:child_process';
import { recordTypeNumber } from '../../src/tables/record-types.js';

export interface Door {
  readonly name: string;
  readonly bytes: Buffer;
  /** The plain log that holds the same. */
  readonly plain: string;
}

interface Part {
  readonly type: string;
  readonly stamp: string;
  readonly sec: string;
  readonly milli: string;
  readonly serial: number;
  readonly body: string;
}

const RECORD = /^(?:node=\S+ )?type=(\S+) msg=audit\((\d+)\.(\d{3}):(\d+)\)(?:: ?)(.*)$/;
const PACKERS = ['gzip', 'xz', 'bzip2', 'zstd'] as const;

/** Without host and names, which most forms do not carry. */
export function bare(log: string): string {
  return partsOf(log).map(plainLine).join('');
}

/** What a log writer could have kept of it with the packers that are installed. */
export function packedDoors(log: string): readonly Door[] {
  return PACKERS.filter((packer) => !spawnSync(packer, ['--version']).error).map((packer) => ({
    name: packer,
    bytes: execFileSync(packer, ['-c'], { input: Buffer.from(log, 'latin1'), maxBuffer: 1 << 28 }),
    plain: log,
  }));
}

/** Forms of one host that do not name it, and of two that do. */
export function foreignDoors(log: string): readonly Door[] {
  const parts = partsOf(log);
  const one = parts.map(plainLine).join('');
  const two = parts.map((part) => `node=${hostOf(part)} ${plainLine(part)}`).join('');
  const door = (name: string, plain: string, line: (part: Part) => string): Door => ({
    name,
    bytes: Buffer.from(parts.map(line).join(''), 'latin1'),
    plain,
  });
  return [
    door('kernel log', one, (part) => `[${String(part.serial).padStart(5)}.000001] ${kernelMessage(part)}\n`),
    door('/dev/kmsg', one, (part) => `5,${part.serial},1,-;${kernelMessage(part)}\n`),
    door('syslog of two hosts', two, (part) => `Nov 22 11:34:24 ${hostOf(part)} ${said(part)}`),
    door(
      'RFC 5424 of two hosts',
      two,
      (part) => `<13>1 2026-11-22T11:34:24.${part.milli}Z ${hostOf(part)} audisp-syslog 7 - - ${plainLine(part)}`,
    ),
    door('journal export', two, exported),
    door('journal JSON', two, journalJson),
  ];
}

function partsOf(log: string): readonly Part[] {
  return log.split('\n').flatMap((line) => {
    const [, type = '', sec = '', milli = '', serial = '', text = ''] = RECORD.exec(line) ?? [];
    const [body = ''] = text.split('\x1d', 1);
    return type === '' ? [] : [{ type, sec, milli, serial: Number(serial), stamp: `${sec}.${milli}:${serial}`, body }];
  });
}

const plainLine = ({ type, stamp, body }: Part): string => `type=${type} msg=audit(${stamp}): ${body}\n`;

const kernelMessage = ({ type, stamp, body }: Part): string =>
  `audit: type=${recordTypeNumber(type)} audit(${stamp}): ${body}`;

const hostOf = ({ serial }: Part): string => (serial % 2 ? 'alpha' : 'beta');

/** By two ways in turn, all records of an event the same. */
const said = (part: Part): string =>
  part.serial % 3 ? `audispd: ${plainLine(part)}` : `kernel: [   12.345678] ${kernelMessage(part)}\n`;

function exported(part: Part): string {
  const value = Buffer.from(`${part.type} ${part.body}`, 'latin1');
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(value.length));
  const message = `MESSAGE\n${Buffer.concat([length, value]).toString('latin1')}\n`;
  const fields = Object.entries(entryOf(part)).map(([name, text]) => `${name}=${text}\n`);
  return `${fields.join('')}${message}\n`;
}

function journalJson(part: Part): string {
  const text = `${part.type} ${part.body}`;
  const isText = /^[\x20-\x7e]*$/.test(text);
  return `${JSON.stringify({ ...entryOf(part), MESSAGE: isText ? text : [...Buffer.from(text, 'latin1')] })}\n`;
}

const entryOf = (part: Part): Readonly<Record<string, string>> => ({
  __CURSOR: `s=1;i=${part.serial}`,
  _HOSTNAME: hostOf(part),
  _TRANSPORT: 'audit',
  _SOURCE_REALTIME_TIMESTAMP: `${part.sec}${part.milli}000`,
  _AUDIT_TYPE: String(recordTypeNumber(part.type)),
  _AUDIT_ID: String(part.serial),
});
