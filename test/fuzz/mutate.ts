/** Damage to inputs: any bytes, and lines of a log in the ways that logs are damaged. Texts are byte strings. */
import type { Random } from './random.js';

/** What bounds and special cases hang on. */
const NUMBERS = [
  ...[
    '0',
    '-1',
    '1',
    '127',
    '255',
    '256',
    '999',
    '1000',
    '65535',
    '2147483647',
    '2147483648',
    '4294967295',
    '4294967296',
  ],
  ...[
    '3702454896',
    '99999999999',
    '9007199254740993',
    '18446744073709551615',
    '18446744073709551616',
    '7fffffff',
    'ffffffff',
  ],
];
const TEXTS = [
  ...[
    '"',
    "'",
    '(',
    ')',
    '=',
    ' ',
    '\x1d',
    '\x00',
    '\x01',
    '\t',
    '\r',
    '\x1b[2J',
    '\x7f',
    '\xc2\x9b',
    '\xff',
    '\n',
    '\n\n',
    ',',
    '?',
    '(null)',
  ],
  ...[
    'node=a ',
    'type=',
    'type=EOE ',
    'msg=audit(',
    'unknown(500)',
    '"unknown(500)"',
    'did-unknown',
    '610162',
    '6',
    '{ ',
    ' }',
  ],
  ...['AUID="root"', 'key=', 'exe=', 'saddr=02000016C0000201', 'h'.repeat(310), 'x'.repeat(9000)],
];

export function mutated(text: string, random: Random, others: readonly string[]): string {
  let result = text;
  for (let times = 1 + random.int(4); times > 0; times--)
    result = random.pick(random.oneIn(2) ? LINES : BYTES)(result, random, others);
  return result;
}

type Mutation = (text: string, random: Random, others: readonly string[]) => string;

/** A stretch of at most `most` bytes. */
function stretch(text: string, random: Random, most: number): [from: number, to: number] {
  const from = random.int(text.length + 1);
  return [from, Math.min(text.length, from + random.int(most))];
}

function replaced(text: string, from: number, to: number, by: string): string {
  return text.slice(0, from) + by + text.slice(to);
}

const BYTES: readonly Mutation[] = [
  (text, random) => {
    const at = random.int(text.length + 1);
    return replaced(text, at, at + 1, String.fromCharCode(random.int(256)));
  },
  (text, random) => replaced(text, ...stretch(text, random, 40), ''),
  (text, random) => replaced(text, ...stretch(text, random, 4), random.pick(TEXTS)),
  (text, random) => {
    const numbers = Array.from(text.matchAll(/\d+/g));
    const number = numbers.length > 0 ? random.pick(numbers) : undefined;
    return number ? replaced(text, number.index, number.index + number[0].length, random.pick(NUMBERS)) : text;
  },
  (text, random) => {
    const [from, to] = stretch(text, random, 60);
    return replaced(text, random.int(text.length + 1), 0, '') && replaced(text, to, to, text.slice(from, to));
  },
  (text, random, others) => {
    const other = random.pick(others);
    const [from, to] = stretch(other, random, 400);
    const at = random.int(text.length + 1);
    return replaced(text, at, at, other.slice(from, to));
  },
  (text, random) => text.slice(0, random.int(text.length + 1)),
];

function inLines(change: (lines: string[], random: Random, others: readonly string[]) => void): Mutation {
  return (text, random, others) => {
    const lines = text.split(/(?<=\n)/);
    if (lines.length > 0) change(lines, random, others);
    return lines.join('');
  };
}

/** Changes one line that has fields. */
function inFields(change: (fields: string[], random: Random) => void): Mutation {
  return inLines((lines, random) => {
    const at = random.int(lines.length);
    const fields = lines[at]?.split(' ') ?? [];
    if (fields.length > 0) change(fields, random);
    lines[at] = fields.join(' ');
  });
}

const LINES: readonly Mutation[] = [
  inLines((lines, random) => lines.splice(random.int(lines.length), 1)),
  inLines((lines, random) => lines.splice(random.int(lines.length), 0, random.pick(lines))),
  inLines((lines, random) => lines.push(...lines.splice(random.int(lines.length), 1))),
  inLines((lines, random, others) =>
    lines.splice(random.int(lines.length), 0, random.pick(random.pick(others).split(/(?<=\n)/))),
  ),
  inLines((lines, random) => {
    const at = random.int(lines.length);
    lines[at] = `node=${random.pick(['a', 'b', 'h'.repeat(300), '(', ''])} ${lines[at]}`;
  }),
  inFields((fields, random) => fields.splice(random.int(fields.length), 1)),
  inFields((fields, random) => fields.splice(random.int(fields.length), 0, random.pick(fields))),
  inFields((fields, random) => {
    const at = random.int(fields.length);
    const [name = '', value = ''] = (fields[at] ?? '').split(/=(.*)/s);
    const forms = [
      `"${value}"`,
      Buffer.from(value, 'latin1').toString('hex').toUpperCase(),
      value.replaceAll('"', ''),
      random.pick(TEXTS),
      random.pick(NUMBERS),
      '',
    ];
    fields[at] = `${name}=${random.pick(forms)}`;
  }),
  inFields((fields, random) => {
    const type = fields.findIndex((field) => field.startsWith('type='));
    if (type >= 0) fields[type] = `type=${random.pick(TYPES)}`;
  }),
];

const TYPES = [
  ...[
    'SYSCALL',
    'PATH',
    'CWD',
    'EXECVE',
    'SOCKADDR',
    'PROCTITLE',
    'EOE',
    'AVC',
    'USER_AVC',
    'USER_LOGIN',
    'USER_AUTH',
    'ADD_USER',
  ],
  ...[
    'LOGIN',
    'DAEMON_START',
    'CONFIG_CHANGE',
    'ANOM_ABEND',
    'SECCOMP',
    'MAC_POLICY_LOAD',
    'NETFILTER_CFG',
    'TTY',
    'USER_TTY',
    'BPF',
  ],
  ...[
    'INTEGRITY_RULE',
    'VIRT_CONTROL',
    'CRYPTO_KEY_USER',
    'SELINUX_ERR',
    'URINGOP',
    'FANOTIFY',
    'KERN_MODULE',
    'UNKNOWN[1300]',
    '1300',
  ],
];
