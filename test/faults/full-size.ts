/**
 * `npx tsx test/faults/full-size.ts [NAME …]`: the logs of memory.test.ts at full size, which are too large for every day. Prints how much
 * memory each takes at most, and ends with status 1 where that is more than its bound.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { keyLine, nodeLine, openLine, piecesOf } from './hostile-lines.js';
import { peakOf } from './peak.js';

interface Run {
  readonly name: string;
  readonly program: string;
  readonly argv: readonly string[];
  /** Megabytes. */
  readonly bound: number;
  readonly stdin?: () => Iterable<Buffer>;
  /** Lines that are to be shown. */
  readonly lines: number;
}

const MILLION = 1_000_000;
const INPUTS = 10_000;
const PATHS = 1_060_000;
const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-full-size-'));

const open = (): Iterable<Buffer> => piecesOf(MILLION, openLine);
const keys = (): Iterable<Buffer> => piecesOf(MILLION, keyLine);
const nodes = (): Iterable<Buffer> => piecesOf(MILLION, nodeLine);
const inputs = (): readonly string[] =>
  Array.from({ length: INPUTS }, (_, number) => {
    const file = path.join(folder, `${number}.log`);
    writeFileSync(file, nodeLine(number));
    return file;
  });

function* oneEvent(): Generator<Buffer> {
  const stamp = 'msg=audit(1795347229.000:1)';
  yield Buffer.from(`type=SYSCALL ${stamp}: arch=c000003e syscall=59 pid=1 key="k"\n`);
  yield* piecesOf(
    PATHS,
    (number) =>
      `type=PATH ${stamp}: item=${number} name="/srv/of/many/names/${number}" inode=${number} dev=08:01 mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL cap_fp=0 cap_fi=0 cap_fe=0 cap_fver=0 cap_frootid=0\n`,
  );
}

/** Many members of one file. */
function* zeros(gigabytes: number): Generator<Buffer> {
  const member = gzipSync(Buffer.alloc(1 << 26));
  for (let i = 0; i < gigabytes * 16; i++) yield member;
}

const runs: readonly Run[] = [
  { name: 'open', program: 'ts-ausearch', argv: ['--raw', '-a', '999999'], bound: 300, stdin: open, lines: 1 },
  { name: 'open-overview', program: 'ts-aureport', argv: [], bound: 300, stdin: open, lines: 29 },
  { name: 'one-event', program: 'ts-ausearch', argv: ['-i'], bound: 400, stdin: oneEvent, lines: PATHS + 15 },
  { name: 'keys', program: 'ts-aureport', argv: ['-k', '--summary'], bound: 300, stdin: keys, lines: MILLION + 5 },
  { name: 'keys-overview', program: 'ts-aureport', argv: [], bound: 300, stdin: keys, lines: 29 },
  { name: 'zeros', program: 'ts-ausearch', argv: ['--raw'], bound: 300, stdin: () => zeros(10), lines: 0 },
  { name: 'nodes', program: 'ts-aureport', argv: ['--by', 'node', '--top', '3'], bound: 400, stdin: nodes, lines: 8 },
  { name: 'one-node', program: 'ts-ausearch', argv: ['-n', 'n7.example', '--raw'], bound: 300, stdin: nodes, lines: 1 },
  { name: 'inputs', program: 'ts-ausearch', argv: ['--raw'], bound: 300, lines: INPUTS },
];

const wanted = process.argv.slice(2);
try {
  for (const { name, program, argv, bound, stdin, lines } of runs) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    let shown = 0;
    const count = (piece: Buffer): void => {
      for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) shown++;
    };
    const given = stdin ? argv : [...inputs().flatMap((file) => ['-if', file]), ...argv];
    const { megabytes, seconds, status } = await peakOf(program, given, {
      ...(stdin && { stdin: stdin() }),
      shown: count,
    });
    console.log(
      `${name}\t${megabytes.toFixed(0)} MB of ${bound}\t${seconds.toFixed(0)} s\tstatus ${status}\t${shown} lines of ${lines}`,
    );
    if (megabytes > bound || shown !== lines) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
