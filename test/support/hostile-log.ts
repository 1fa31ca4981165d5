/** Names as nobody should choose them, in a log: wide, combining, right to left, markup, controls. */
import { toBytes } from '../../src/bytes/text.js';

const NAMES: readonly string[] = [
  '/srv/秘密文書/給与明細書.csv',
  '/home/user/🧑‍🚀 notes 🚀🚀.txt',
  '/tmp/invoice\u202Egpj.exe',
  '/tmp/\x1b]0;owned\x07\x1b[2J\x1b[31mred',
  '/tmp/<script>alert(1)</script>',
  '/tmp/e\u0301te\u0301 नमस्ते ไทย',
  '/tmp/\x9b31mC1',
  '/var/lib/very/deep/folder/that/has/a/long/way/to/go/before/its/name/begins.sqlite3',
];

const hex = (text: string): string => Buffer.from(text).toString('hex').toUpperCase();

/** A byte string; one event each, the clock goes over midnight (UTC). */
export function hostileLog(): string {
  const events = NAMES.map((name, i) => {
    const id = `msg=audit(${1_795_391_990 + 5 * i}.0${i}0:${700 + i}): `;
    return (
      `type=SYSCALL ${id}arch=c000003e syscall=257 success=${i % 2 ? 'no exit=-13' : 'yes exit=3'} a0=ffffff9c a1=0 a2=0 a3=0 ` +
      `items=1 ppid=1 pid=${40 + i} auid=1000 uid=1000 gid=1000 euid=1000 suid=1000 fsuid=1000 egid=1000 sgid=1000 ` +
      `fsgid=1000 tty=pts0 ses=3 comm=${hex(name).slice(0, 30)} exe=${hex(name)} key=${hex(`k${name}`)}\n` +
      `type=CWD ${id}cwd="/"\ntype=PATH ${id}item=0 name=${hex(name)} inode=1 dev=08:01 mode=0100600 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL\n` +
      `type=EOE ${id}\n`
    );
  });
  return toBytes(events.join(''));
}
