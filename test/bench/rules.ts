/**
 * 1,000 rules loaded and listed by the original and by ts-auditctl, on the real kernel: `npx tsx test/bench/rules.ts`
 * after `npm run build`, as root. Rules and settings are put back at the end. Prints wall times, the best of three.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { REFERENCE, saveKernelState, withClient } from '../live/kernel-state.js';

const COUNT = 1000;
const ROUNDS = 3;
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

function clear(): void {
  withClient((client) => {
    for (const rule of client.listRules()) client.deleteRule(rule);
  });
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
  for (const [name, program] of programs) {
    let load = Number.POSITIVE_INFINITY;
    let list = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS; round++) {
      clear();
      load = Math.min(load, time(program, ['-R', file]));
      list = Math.min(list, time(program, ['-l']));
    }
    process.stdout.write(`${name.padEnd(12)} load ${load.toFixed(0)} ms, list ${list.toFixed(0)} ms\n`);
  }
} finally {
  restore();
  rmSync(folder, { recursive: true });
}
