/**
 * 1,000 rules loaded and listed by the original and by ts-auditctl, on the real kernel: `npx tsx test/bench/rules.ts`
 * after `npm run build`, as root. Rules and settings are put back at the end. Prints wall times, the best of five; node's own start is part of ours.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deleteAllRules, REFERENCE, saveKernelState, withClient } from '../live/kernel-state.js';

const COUNT = 1000;
const ROUNDS = 5;
const built = process.argv[2] ?? path.resolve(import.meta.dirname, '../../bin/ts-auditctl');
const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-'));
const file = path.join(folder, 'many.rules');
const restore = saveKernelState();

function line(i: number): string {
  const kinds = [
    `-w /etc/ts-audit-${i} -p wa -k bench`,
    `-a always,exit -F arch=b64 -S open,openat,truncate -F exit=-EACCES -F auid>=${i} -F auid!=unset -k bench`,
    `-a always,exit -F arch=b32 -F path=/usr/bin/p${i} -F perm=x -F auid>=1000 -k bench`,
    `-a never,exit -F arch=b64 -S execve -F uid=${i} -C uid!=euid -k bench -k more`,
  ];
  return kinds[i % kinds.length] ?? '';
}

function time(program: readonly [string, ...string[]], words: readonly string[]): number {
  const [command, ...before] = program;
  const start = performance.now();
  execFileSync(command, [...before, ...words], { stdio: 'ignore' });
  return performance.now() - start;
}

try {
  writeFileSync(file, `${Array.from({ length: COUNT }, (_, i) => line(i)).join('\n')}\n`);
  chmodSync(file, 0o600);
  const programs: [string, readonly [string, ...string[]]][] = [['ts-auditctl', [process.execPath, built]]];
  if (existsSync(REFERENCE)) programs.unshift(['reference', [REFERENCE]]);
  const best = new Map(
    programs.map(([name]) => [name, { load: Number.POSITIVE_INFINITY, list: Number.POSITIVE_INFINITY }]),
  );
  let bare = Number.POSITIVE_INFINITY;
  // In turn: what else the machine does meets all of them.
  for (let round = 0; round < ROUNDS; round++) {
    bare = Math.min(bare, time([process.execPath], ['-e', '0']));
    for (const [name, program] of programs) {
      const times = best.get(name)!;
      withClient(deleteAllRules);
      times.load = Math.min(times.load, time(program, ['-R', file]));
      times.list = Math.min(times.list, time(program, ['-l']));
    }
  }
  for (const [name, { load, list }] of best) {
    process.stdout.write(`${name.padEnd(12)} load ${load.toFixed(0)} ms, list ${list.toFixed(0)} ms\n`);
  }
  process.stdout.write(`bare node    ${bare.toFixed(0)} ms\n`);
} finally {
  restore();
  rmSync(folder, { recursive: true });
}
