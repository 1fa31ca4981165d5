/** Lines of a syslog daemon or of `journalctl -o short`: a time, a host, who says it, and what. */
import { recordTypeNumber } from '../../../tables/record-types.js';
import { kernelRecord } from './kernel-message.js';
import { type Found, type LineForm, NO_RECORD } from './line-form.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const BSD = /^([A-Z][a-z]{2}) ([ \d]\d) (?:(\d{4}) )?(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)? /;
const ISO =
  /^(?:[A-Z][a-z]{2} )?(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,]\d+)?(?:(Z|[+-]\d\d:?\d\d)| UTC| [A-Z]{3,5}(?= ))? /;
/** `-o short-unix`. */
const UNIX = /^(\d{9,10})\.\d{6} /;
const PRIORITY = /^<(\d{1,3})>(1 (?=[\d-]))?/;
const TAG = /^([^\s:[\]]+)(?:\[\d*\])?: ?/;
/** RFC 5424, behind the time: host, app, process, message id and structured data. */
const NEW_HEAD = /^(\S+) (\S+) \S+ \S+ (?:-|(?:\[(?:[^\]\\"]|\\.|"(?:[^"\\]|\\.)*")*\])+) ?(?:\xef\xbb\xbf)?/;
const RAW = /^(?:node=\S+ )?type=\S+ msg=audit\(\d+\.\d+:\d+\)/;
const UNSTAMPED = /^([A-Z][A-Z0-9_]*(?:\[\d+\])?) (.*)$/s;

/** Who may pass on records of auditd. */
const DISPATCHERS: ReadonlySet<string> = new Set([
  'audispd',
  'audisp-syslog',
  'audisp-remote',
  'auditd',
  'tag_audit_log',
]);
/** Facilities of a message: those of the kernel are 0. */
const FACILITY = 8;

export const syslog: LineForm = {
  name: 'syslog',
  read: (line) => {
    const [prefix = '', priority, isNew] = PRIORITY.exec(line) ?? [];
    const stamp = timeOf(line.slice(prefix.length));
    if (!stamp) return undefined;
    const rest = line.slice(prefix.length + stamp.length);
    const head = isNew === undefined ? oldHead(rest) : newHead(rest);
    if (!head) return undefined;
    const { host, tag, message } = head;
    const isKernel = priority === undefined || Number(priority) < FACILITY;
    return { ...said(tag, message, isKernel), ...(host && { host }), time: stamp.time };
  },
};

interface Head {
  readonly host: string | undefined;
  readonly tag: string;
  readonly message: string;
}

function oldHead(rest: string): Head | undefined {
  const space = rest.indexOf(' ');
  if (space <= 0) return undefined;
  const host = rest.slice(0, space);
  const behind = rest.slice(space + 1);
  // Some daemons leave out the host and write facility and level: `kern.notice: `.
  if (host.endsWith(':')) return { host: undefined, tag: host.slice(0, -1), message: behind };
  const [tagged, tag] = TAG.exec(behind) ?? [];
  return tagged === undefined || tag === undefined
    ? { host, tag: '', message: behind }
    : { host, tag, message: behind.slice(tagged.length) };
}

function newHead(rest: string): Head | undefined {
  const [head, host = '', tag = ''] = NEW_HEAD.exec(rest) ?? [];
  return head === undefined ? undefined : { host, tag, message: rest.slice(head.length) };
}

function said(tag: string, message: string, isKernel: boolean): Found {
  if (tag === 'kernel' || tag.startsWith('kern.')) {
    const record = isKernel ? kernelRecord(message) : undefined;
    return record === undefined ? NO_RECORD : { record, channel: 'kernel' };
  }
  if (DISPATCHERS.has(tag)) return RAW.test(message) ? { record: withSeparator(message) } : NO_RECORD;
  if (tag !== 'audit') return NO_RECORD;
  const [, type, fields] = UNSTAMPED.exec(message) ?? [];
  if (type === undefined || recordTypeNumber(type) < 0) return NO_RECORD;
  return { record: `type=${type}: ${fields}`, unstamped: true, channel: 'audit' };
}

/** rsyslog writes the byte before the enriched part, 035, as `#035`; before it the text may be anybody's. */
function withSeparator(record: string): string {
  const at = record.lastIndexOf('#035');
  return at < 0 || !/^#035[A-Z][A-Z0-9_]*=/.test(record.slice(at))
    ? record
    : `${record.slice(0, at)}\x1d${record.slice(at + 4)}`;
}

/** Seconds; without a year those of 1970. */
function timeOf(text: string): { readonly length: number; readonly time: number } | undefined {
  const bsd = BSD.exec(text);
  if (bsd) {
    const [all, month = '', ...numbers] = bsd;
    if (!MONTHS.includes(month)) return undefined;
    const [day = 1, year, hour, minute, second] = numbers.map((number) => (number ? Number(number) : undefined));
    const time = Date.UTC(year ?? 1970, MONTHS.indexOf(month), day, hour, minute, second) / 1000;
    return { length: all.length, time };
  }
  const iso = ISO.exec(text);
  if (iso) return { length: iso[0].length, time: Date.parse(`${iso[1]}T${iso[2]}${iso[3] ?? 'Z'}`) / 1000 };
  const unix = UNIX.exec(text);
  return unix ? { length: unix[0].length, time: Number(unix[1]) } : undefined;
}
