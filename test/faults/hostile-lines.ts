/** Lines that make a log large in one respect each: values, nodes, events that nothing ends. */

/** A stamp a millisecond later for each number. */
const seconds = (number: number): string =>
  `${1_795_347_229 + Math.floor(number / 1000)}.${String(number % 1000).padStart(3, '0')}`;

export const keyLine = (number: number): string =>
  `type=SYSCALL msg=audit(${seconds(number)}:${number + 1}): arch=c000003e syscall=59 success=yes exit=0 a0=5 a1=0 a2=0 a3=0 items=0 ppid=1 pid=${2 + (number % 30_000)} auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=(none) ses=3 comm="a" exe="/b" subj=x key="key-number-${number}-of-many"\n`;

export const nodeLine = (number: number): string =>
  `node=n${number}.example type=USER_END msg=audit(${seconds(number)}:${number + 1}): pid=1 res=success\n`;

export const openLine = (number: number): string =>
  `type=SYSCALL msg=audit(1795347229.000:${number + 1}): arch=c000003e syscall=59 pid=1 key="k"\n`;

/** So many lines, a thousand in one piece. */
export function* piecesOf(count: number, lineOf: (number: number) => string): Generator<Buffer> {
  for (let from = 0; from < count; from += 1000) {
    const lines = Array.from({ length: Math.min(1000, count - from) }, (_, i) => lineOf(from + i));
    yield Buffer.from(lines.join(''), 'latin1');
  }
}
