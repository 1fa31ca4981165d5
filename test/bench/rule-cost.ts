/**
 * `npm run bench -- rules`: system calls timed under rule sets, beside what the cost model says they add. Needs root, x86_64 and
 * a C compiler; rules and settings are put back at the end, also after a kill. The machine's speed is taken out by one
 * factor for all, as only ratios are claimed.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { costOf, totalOf } from '../../src/rules/cost/cost.js';
import { encodeRule } from '../../src/rules/encode.js';
import { splitWords } from '../../src/rules/file.js';
import type { FilterEvent } from '../../src/rules/model/event.js';
import { plainContext, ruleSetOfLines } from '../../src/rules/model/rule-set.js';
import { parseRule } from '../../src/rules/parse.js';
import { deleteAllRules, saveKernelState, withClient } from '../live/kernel-state.js';

const RULES = 100;
const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-'));
const program = path.join(folder, 'call-loop');
const file = path.join(folder, 'file');

interface Situation {
  readonly name: string;
  readonly call: 'getppid' | 'stat';
  /** The rule of this number. */
  readonly rule: (i: number) => string;
  readonly count?: number;
}

const always = '-a always,exit';
const situations: readonly Situation[] = [
  { name: 'one rule for another call', call: 'getppid', count: 1, rule: () => `${always} -F arch=b64 -S sethostname` },
  { name: 'calls not in the mask', call: 'getppid', rule: (i) => `${always} -F arch=b64 -S sethostname -F a0=${i}` },
  { name: 'uid differs', call: 'getppid', rule: (i) => `${always} -S 110 -F uid=${7000 + i}` },
  { name: 'arch, then uid differs', call: 'getppid', rule: (i) => `${always} -F arch=b64 -S getppid -F uid=${7000 + i}` },
  { name: '-C differs', call: 'getppid', rule: (i) => `${always} -S 110 -C uid!=euid -F a0=${i}` },
  { name: 'exe differs', call: 'getppid', rule: (i) => `${always} -S 110 -F exe=${folder}/program${i}` },
  { name: 'dir of other folders, all calls', call: 'getppid', rule: (i) => `${always} -S all -F dir=${folder}/d -F a0=${i}` },
  { name: 'path of other files, all calls', call: 'getppid', rule: (i) => `${always} -F path=${folder}/other${i} -F perm=wa` },
  { name: 'never in front of all', call: 'getppid', rule: (i) => (i === 0 ? '-a never,exit -S 110' : `${always} -S 110 -F uid=${7000 + i}`) },
  { name: 'stat: calls not in the mask', call: 'stat', rule: (i) => `${always} -F arch=b64 -S sethostname -F a0=${i}` },
  { name: 'stat: path of other files', call: 'stat', rule: (i) => `${always} -F path=${folder}/other${i}` },
  { name: 'stat: dir of other folders', call: 'stat', rule: (i) => `${always} -S all -F dir=${folder}/d -F a0=${i}` },
  { name: 'stat: owner differs', call: 'stat', rule: (i) => `${always} -S 4 -F obj_uid=${7000 + i}` },
  { name: 'stat: this file, uid differs', call: 'stat', rule: (i) => `${always} -F path=${file} -F uid=${7000 + i}` },
]; // biome-ignore format: one glance

const subject: FilterEvent = {
  ...{ arch: 0xc000003e, uid: 0, euid: 0, suid: 0, fsuid: 0, gid: 0, egid: 0, sgid: 0, fsgid: 0, groups: [] },
  ...{ auid: 0xffffffff, ses: 0xffffffff, pid: 1, ppid: 1, pers: 0, exe: { path: program }, saddr_fam: null },
  ...{ args: [1e6, 1e6, 1e6, 1e6], exit: 0, success: true },
};
const events: Readonly<Record<Situation['call'], FilterEvent>> = {
  getppid: { ...subject, syscall: 110, names: [] },
  stat: {
    ...subject,
    syscall: 4,
    names: [
      {
        name: file,
        path: file,
        nametype: 'NORMAL',
        ino: 5,
        dev: [8, 1],
        rdev: [0, 0],
        mode: 0o100644,
        ouid: 0,
        ogid: 0,
      },
    ],
  },
};

function time(call: Situation['call']): number {
  // Short rounds: other work on the machine spoils only some of them.
  const words = ['1000', '300', ...(call === 'stat' ? [file] : [])];
  return Number(execFileSync(program, words, { encoding: 'utf8' }));
}

function load(lines: readonly string[]): void {
  const context = { ...plainContext(), isDirectory: (name: string) => name === `${folder}/d` };
  withClient((client) => {
    deleteAllRules(client);
    for (const line of lines) {
      const words = splitWords(line).map(({ text }) => text);
      client.addRule(encodeRule(parseRule(words, context).rule));
    }
  });
}

const linesOf = ({ rule, count = RULES }: Situation): readonly string[] =>
  Array.from({ length: count }, (_, i) => rule(i));

function predicted(situation: Situation): number {
  return totalOf(costOf(ruleSetOfLines(linesOf(situation)), events[situation.call]));
}

function main(): void {
  if (process.geteuid?.() !== 0 || process.arch !== 'x64') throw new Error('this needs root and x86_64');
  execFileSync('cc', ['-O2', '-o', program, path.join(import.meta.dirname, 'call-loop.c')]);
  writeFileSync(file, '');
  execFileSync('mkdir', [`${folder}/d`]);
  const restore = saveKernelState();
  try {
    withClient((client) => client.set('enabled', 1));
    load(['-a never,task']);
    const bare = { getppid: time('getppid'), stat: time('stat') };
    const rows = situations.map((situation) => {
      load(linesOf(situation));
      return { situation, measured: time(situation.call) - bare[situation.call], model: predicted(situation) };
    });
    report(bare, rows);
  } finally {
    restore();
  }
}

interface Row {
  readonly situation: Situation;
  /** Nanoseconds that auditing adds to a call. */
  readonly measured: number;
  readonly model: number;
}

function report(bare: Readonly<Record<Situation['call'], number>>, rows: readonly Row[]): void {
  const ratios = rows.map(({ measured, model }) => measured / model).sort((one, other) => one - other);
  const factor = ratios[ratios.length >> 1] ?? 1;
  console.log(
    `A call without auditing: getppid ${bare.getppid.toFixed(0)} ns, stat ${bare.stat.toFixed(0)} ns; added by auditing:\n`,
  );
  console.log(
    '| situation | rules | measured ns | model ns | measured / (model × factor) |\n| --- | --- | --- | --- | --- |',
  );
  for (const { situation, measured, model } of rows) {
    const { name, count = RULES } = situation;
    console.log(
      `| ${name} | ${count} | ${measured.toFixed(0)} | ${model.toFixed(0)} | ${(measured / model / factor).toFixed(2)} |`,
    );
  }
  const agreeing = rows.filter(({ measured, model }) => Math.abs(Math.log(measured / model / factor)) < Math.log(1.5));
  console.log(`\nThis machine's factor: ${factor.toFixed(2)}. Within a half: ${agreeing.length} of ${rows.length}.`);
}

try {
  main();
} finally {
  rmSync(folder, { recursive: true });
}
