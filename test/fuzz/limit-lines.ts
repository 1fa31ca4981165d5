/** Lines of a log at the limits: stamps and serials that no kernel writes, damaged headers, events in disorder. */
import type { Random } from './random.js';

const SECONDS = [
  ...['0', '1', '99999999999', '2147483648', '4294967296', '9007199254740993', '9223372036854775807'],
  ...['18446744073709551616', '-1', '+5', ' 7', '', 'x'],
];
const MILLIS = ['0', '000', '1', '999', '1000', '4294967295', '4294967296', '', 'x', '-1'];
const SERIALS = [
  ...['0', '1', '00001', '4294967295', '4294967296', '4294967297', '9007199254740992', '9007199254740993'],
  ...['18446744073709551615', '18446744073709551616', '-1', '', 'x'],
];
const TYPES = ['SYSCALL', 'PATH', 'CWD', 'EOE', 'USER_LOGIN', 'CONFIG_CHANGE', 'UNKNOWN[4000]', 'NONSENSE', ''];
const START = 1_795_347_229;

/** Events of one to three lines, partly mixed; no two lines are the same. */
export function limitLines(random: Random): readonly string[] {
  const lines: string[] = [];
  let second = START;
  let serial = 1 + random.int(1000);
  for (let events = 2 + random.int(10); events > 0; events--) {
    second += random.oneIn(2) ? 0 : random.int(5);
    serial++;
    const stamp = random.oneIn(3)
      ? `${drawn(SECONDS, second, random)}.${drawn(MILLIS, 100, random)}:${drawn(SERIALS, serial, random)}`
      : `${second}.100:${serial}`;
    const node = random.oneIn(6) ? 'node=a ' : '';
    const size = 1 + random.int(3);
    const at = random.oneIn(4) ? Math.max(0, lines.length - 2) : lines.length;
    const own = Array.from({ length: size }, (_, n) => {
      const type = random.oneIn(2) ? 'SYSCALL' : random.pick(TYPES);
      return damaged(`${node}type=${type} msg=audit(${stamp}): line=${events}-${n}`, random);
    });
    lines.splice(at, 0, ...own);
  }
  return lines;
}

const drawn = (limits: readonly string[], usual: number, random: Random): string =>
  random.oneIn(2) ? random.pick(limits) : String(usual);

function damaged(line: string, random: Random): string {
  if (!random.oneIn(12)) return `${line}\n`;
  const at = random.int(Math.min(line.length, 50));
  return `${line.slice(0, at)}${random.pick(['', ' ', '(', ')', ':', '.', '=', '\x00', '9'])}${line.slice(at + 1)}\n`;
}
