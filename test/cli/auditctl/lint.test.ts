/** `lint`, its `--fix`, and its part in `--check`; `covers` for other machines and by objects. */
import assert from 'node:assert/strict';
import { chmodSync, linkSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { type Fixing, type LineFix, provedFixes } from '../../../src/cli/auditctl/lint-fix.js';
import { ruleSetOfLines, rulesOn } from '../../../src/rules/model/rule-set.js';
import { LIST_EXIT } from '../../../src/rules/rule.js';
import { temporaryLog } from '../../support/temporary-log.js';
import { type Run, withoutKernel } from './run.js';

function rulesFile(...lines: readonly string[]): string {
  const file = temporaryLog(`${lines.join('\n')}\n`, 'one.rules');
  chmodSync(file, 0o600);
  return file;
}

const twins = (rest: string): readonly string[] =>
  ['b64', 'b32'].map((arch) => `-a always,exit -F arch=${arch} ${rest}`);

test('--fix keeps comments and settings, and is silent about what is equal', async () => {
  const rules = twins('-S mknod,mknodat -F uid=0 -k mk');
  const file = rulesFile('## mine', '-D', '', ...rules, '# twice', ...rules.map((line) => line.replace('-k mk', '-F gid=0 -k mk')), '-e 2'); // biome-ignore format: one glance
  const { exit, stdout, stderr } = await withoutKernel('lint', '--fix', file);
  const lines = stdout.split('\n');
  assert.deepEqual(lines.slice(0, 6), ['## mine', '-D', '', ...rules, '# twice']);
  assert.ok(lines.slice(6, 8).every((line) => line.startsWith('# redundant: -a always,exit')));
  assert.deepEqual(lines.slice(8), ['-e 2', '']);
  assert.match(stderr, /^fixed: .*\n.*\nequal/);
  assert.equal(exit, 0);
});

test('--fix says what changes, and what is left to do by hand', async () => {
  const file = rulesFile(...twins('-S mknod,mknodat -F auid>=1000 -F exit>0 -k mk'));
  const { exit, stdout, stderr } = await withoutKernel('lint', '--fix', file);
  assert.equal(exit, 1);
  assert.equal(stdout, `${twins('-S mknod,mknodat -F auid>=1000 -F auid!=unset -F exit>0 -k mk').join('\n')}\n`);
  assert.match(stderr, /records:\n {2}mknod of .* auid unset/);
  assert.match(stderr, /left to do: line 1: .*\[unsigned\]/);
  assert.equal((await withoutKernel('lint', '--fix', file, file)).exit, 2);
});

test('--fix keeps a rule whose hider another fix narrows', async () => {
  const wide = twins('-S mknod,mknodat -F auid>=1000 -k mk');
  const hidden = twins('-S mknod,mknodat -F auid=4294967295 -k mk');
  const { exit, stdout, stderr } = await withoutKernel('lint', '--fix', rulesFile(...wide, ...hidden));
  const narrowed = wide.map((line) => line.replace('1000', '1000 -F auid!=unset'));
  assert.equal(stdout, `${[...narrowed, ...hidden].join('\n')}\n`);
  assert.match(stderr, /\nequal/);
  assert.equal(exit, 0);
});

test('a fix that would change what is recorded is left out, alone, and said', () => {
  const texts = ['open', 'unlink', 'mkdir', 'rmdir'].map((call) => `-a always,exit -F arch=b64 -S ${call} -k k`);
  const lines = [...texts, ...texts].map((text, i) => ({ text, file: 'one.rules', number: i + 1 }));
  const said: string[] = [];
  const read: Fixing['read'] = (source) => {
    const kept = source.map(({ text }) => text).filter((text) => !text.startsWith('#'));
    return { set: ruleSetOfLines(kept), written: [], settings: [], refused: [] };
  };
  const defectAt = (i: number): LineFix['defect'] => {
    const rule = rulesOn(read(lines).set, LIST_EXIT)[i];
    assert.ok(rule);
    return { id: 'redundant', level: 'warning', rule, text: 'never reached', advice: '' };
  };
  // The second one goes at both places.
  const fixes = [1, 4, 5, 6].map((i) => ({ number: i + 1, defect: defectAt(i), instead: ['# gone'] }));
  const leftOut = new Set<string>();
  const proved = provedFixes(lines, fixes, { read, options: {}, say: (text) => said.push(text), leftOut });
  assert.deepEqual(
    proved.map(({ number }) => number),
    [2, 5, 7],
  );
  assert.deepEqual(said, [`not fixed, as what is recorded would change: never reached [redundant]: ${texts[1]}`]);
  assert.equal(leftOut.size, 1);
});

test('--check warns of what lint finds, with the status of its errors', async () => {
  const { exit, stdout } = await withoutKernel(
    '--check',
    rulesFile('-a always,exit -F arch=b64 -S mknod,mknodat -F uid=0 -k x'),
  );
  assert.match(stdout, /one\.rules:1:1: warning: 32-bit programs are not seen: .*\[no-b32-twin\]/);
  assert.equal(exit, 0);
});

test('--arch reads and judges rules of another machine', async () => {
  const policy = rulesFile('-a always,exit -F arch=b64 -S renameat,renameat2 -k x');
  const rules = rulesFile('-a always,exit -F arch=b64 -S renameat -k x');
  const { stdout } = await withoutKernel('covers', policy, '--by', rules, '--arch', 'aarch64');
  assert.match(stdout, /partly: .*\n.*\n {4}missing: renameat2 \(b64\)/);
  assert.equal((await withoutKernel('covers', policy, '--by', policy, '--arch', 'aarch64')).exit, 0);
  assert.equal((await withoutKernel('diff', policy, policy, '--arch', 'aarch64')).exit, 0);
  assert.equal((await withoutKernel('lint', policy, '--arch', 'vax')).exit, 2);
  assert.equal(
    (await withoutKernel('lint', rulesFile('-a always,exit -F arch=b64 -S open -k x'), '--arch', 'aarch64')).exit,
    3,
  );
});

test('--arch is what b64 and b32 mean in every question, and a name that is no machine is said', async () => {
  const rules = rulesFile(
    '-a always,exit -F arch=b64 -S renameat -k x',
    '-a always,exit -F arch=b32 -S chown32 -k own',
  );
  const [first = ''] = readdirSync('fixtures/logs').filter((name) => name.endsWith('.log'));
  const questions: readonly (readonly string[])[] = [
    ['lint', rules],
    ['covers', rules, '--by', rules],
    ['diff', rules, rules],
    ['cost', rules],
    ['optimise', rules],
    ['simulate', rules, '--log', `fixtures/logs/${first}`],
    ['explain', rules, '--', 'renameat', 'path=/x'],
    ['why-not', rules, '--', 'chown32', 'arch=b32', 'path=/x'],
  ];
  for (const [word = '', ...rest] of questions) {
    const asked = await withoutKernel(word, '--arch', 'aarch64', ...rest);
    assert.ok(asked.exit < 2, `${word}: ${asked.stderr}`);
    const { exit, stderr } = await withoutKernel(word, '--arch=arch64', ...rest);
    assert.deepEqual([exit, stderr], [2, '--arch does not know the machine arch64; did you mean aarch64?\n']);
  }
  assert.match(
    (await withoutKernel('explain', rules, '--arch', 'aarch64', '--', 'chown32', 'arch=b32')).stdout,
    /key own/,
  );
  assert.match(
    (await withoutKernel('explain', rules, '--arch', 'aarch64', '--', 'open')).stderr,
    /aarch64 has no system call open/,
  );
  const { stdout } = await withoutKernel(
    'optimise',
    rulesFile('-a always,exit -S all -F dir=/etc -F perm=w -k x'),
    '--arch',
    'riscv64',
  );
  assert.match(
    stdout,
    /^-a always,exit -F arch=b64 -F dir=\/etc -F perm=w -F key=x\n-a always,exit -F arch=b32 .*-F dir=\/etc/,
  );
});

test('sarif names files as a URI can, and says verdict, rule and witness', async () => {
  const rule = '-a always,exit -F arch=b64 -S renameat2 -k x';
  const policy = path.join(path.dirname(rulesFile('')), 'a b#1:é.rules');
  writeFileSync(policy, `${rule}\n`, { mode: 0o600 });
  const { exit, stdout } = await withoutKernel('covers', policy, '--by', rulesFile(''), '--format', 'sarif');
  const [result] = JSON.parse(stdout).runs[0].results;
  assert.equal(exit, 1);
  assert.ok(result.locations[0].physicalLocation.artifactLocation.uri.endsWith('/a%20b%231%3A%C3%A9.rules'));
  assert.deepEqual([result.ruleId, result.ruleIndex, result.level], ['absent', 0, 'error']);
  assert.match(result.message.text, /^absent: -a always,exit .*; not recorded: renameat2 of /);
});

test('the ways that an event may go are told apart where they end differently', async () => {
  const rules = rulesFile('-a always,exit -F arch=b64 -S unlink -F success=0 -F key=failed');
  const { stdout } = await withoutKernel('explain', rules, '--', 'unlink', 'path=/x', 'uid=0', 'auid=1000');
  assert.match(stdout, /^unlink of \/x by uid 0, auid 1000, b64, successful:\nnot recorded/);
  assert.match(stdout, /\nunlink of \/x by uid 0, auid 1000, b64, failed:\nrecorded, key failed/);
  const one = await withoutKernel('explain', rules, '--', 'unlink', 'path=/x', 'uid=0', 'auid=1000', 'success=0');
  assert.match(one.stdout, /^recorded, key failed/);
});

test('whether two paths are one file is unknown, unless one looks', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-'));
  after(() => rmSync(folder, { recursive: true }));
  writeFileSync(`${folder}/su`, '');
  symlinkSync(folder, `${folder}/alias`);
  linkSync(`${folder}/su`, `${folder}/other`);
  const policy = rulesFile(`-w ${folder}/su -p x -k su`);
  for (const name of ['alias/su', 'other']) {
    const rules = rulesFile(`-w ${folder}/${name} -p x -k su`);
    assert.match(
      (await withoutKernel('covers', policy, '--by', rules)).stdout,
      name === 'other' ? /absent/ : /unknown: whether .* is not known here/,
    );
    assert.match((await withoutKernel('covers', policy, '--by', rules, '--here')).stdout, /: covered: /);
    assert.equal((await withoutKernel('diff', policy, rules, '--here')).exit, 0);
  }
});

test('watches on symbolic links, here', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-'));
  after(() => rmSync(folder, { recursive: true }));
  writeFileSync(`${folder}/real`, '');
  symlinkSync(`${folder}/real`, `${folder}/link`);
  const file = rulesFile(`-w ${folder}/link -p wa -k l`);
  assert.match((await withoutKernel('lint', file, '--here')).stdout, /\[link\]/);
  assert.equal((await withoutKernel('lint', file)).stdout, '');
  assert.match((await withoutKernel('lint', '--fix', '--here', file)).stdout, /\/real -p wa -k l\n$/);
});

test('a rule that does not load is a finding in every format, and its file is judged without it only if that is asked for', async () => {
  const sound = '-a always,exit -F arch=b64 -S mknod,mknodat -F uid=0 -k x';
  const file = rulesFile(sound, '-w "/a b" -p wa -k x', '-a always,exit -S all -F nosuch=1');
  const { exit, stdout, stderr } = await withoutKernel('lint', file);
  const places = stdout.split('\n').map((line) => /one\.rules:(\d+:\d+): error: .*\[does-not-load\]$/.exec(line)?.[1]);
  assert.deepEqual(places, ['2:4', '2:8', '2:14', '3:26', undefined]);
  assert.match(stderr, /one\.rules: 2 rules do not load \(--keep-going leaves them out\)/);
  assert.equal(exit, 3);
  const idsOf = async (...words: readonly string[]): Promise<readonly string[]> =>
    JSON.parse((await withoutKernel('lint', file, '--json', ...words)).stdout).map(({ id }: { id: string }) => id);
  const refused = Array.from({ length: 4 }, () => 'does-not-load');
  assert.deepEqual(await idsOf(), refused);
  assert.deepEqual(await idsOf('--keep-going'), [...refused, 'no-b32-twin']);
  assert.equal((await withoutKernel('lint', file, '--keep-going')).exit, 1);
  const covers = await withoutKernel('covers', file, '--by', file);
  assert.match(covers.stderr, /one\.rules:2:4: The path must start with '\/' \(paths are absolute and not quoted\)\n/);
  assert.deepEqual([covers.exit, covers.stdout], [3, '']);
  assert.equal((await withoutKernel('covers', file, '--by', file, '--keep-going')).exit, 0);
});

test('task rules are asked about the parent, whose number is the ppid of the event', async () => {
  const rules = rulesFile('-a never,task -F pid=7', '-a always,exit -F arch=b64 -S getpid -k k');
  const asked = (...ids: string[]): Promise<Run> => withoutKernel('why-not', rules, '--', 'getpid', ...ids);
  assert.match((await asked('pid=8', 'ppid=7')).stdout, /task/);
  assert.equal((await asked('pid=8', 'ppid=7')).exit, 1);
  assert.equal((await asked('pid=7', 'ppid=6')).exit, 0);
});

test('--fix of a folder mends each line in its own place, though each file counts from 1', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-rules-'));
  after(() => rmSync(folder, { recursive: true }));
  writeFileSync(path.join(folder, '10.rules'), '-a always,exit -F arch=b64 -S mknod,mknodat -k mk\n', { mode: 0o600 });
  const others = twins('-S reboot -k boot');
  writeFileSync(path.join(folder, '20.rules'), `${others.join('\n')}\n`, { mode: 0o600 });
  const { stdout, stderr } = await withoutKernel('lint', '--fix', folder);
  assert.equal(stdout, `${[...twins('-S mknod,mknodat -k mk'), ...others].join('\n')}\n`);
  assert.doesNotMatch(stderr, /left to do/);
});

test('--fix of the running rules is a mistake: they have no lines', async () => {
  const { exit, stderr } = await withoutKernel('lint', '--fix', 'live');
  assert.equal(exit, 2);
  assert.match(stderr, /^lint --fix takes one FILE or DIR/);
});

test('bytes at the end of a rule that look like blanks stay in what is printed', async () => {
  for (const key of ['voil\u00e0', 'x\r', 'x\\ ', 'x\v']) {
    const rules = twins(`-S mknod,mknodat -k ${key}`);
    const { exit, stdout } = await withoutKernel('lint', '--fix', rulesFile(...rules));
    assert.equal(stdout, `${rules.join('\n')}\n`, JSON.stringify(key));
    assert.equal(exit, 0, JSON.stringify(key));
    const twin = await withoutKernel('lint', '--fix', rulesFile(rules[0] ?? ''));
    assert.equal(twin.stdout, `${rules.join('\n')}\n`, JSON.stringify(key));
    const cheaper = await withoutKernel('optimise', rulesFile(...rules));
    assert.equal(cheaper.stdout, `${rules.join('\n')}\n`, JSON.stringify(key));
  }
});

test('usage says what it wants in plain characters; a file that cannot be read is told as such', async () => {
  for (const word of ['simulate', 'cost', 'optimise', 'explain', 'why-not']) {
    const { exit, stderr } = await withoutKernel(word, 'a', 'b');
    assert.equal(exit, 2);
    assert.doesNotMatch(stderr, /&/);
  }
  const { exit, stderr } = await withoutKernel('lint', '/proc/self/mem');
  assert.deepEqual([exit, stderr], [3, 'Error reading /proc/self/mem (Input/output error)\n']);
});

test('bytes that do not look like what they are: said by lint and by --check, with their place', async () => {
  const [rule = '', twin = ''] = twins('-S mknod,mknodat -k mk');
  const cases: readonly (readonly [line: string, column: number, text: RegExp])[] = [
    [`${rule}\r`, rule.length + 1, /a carriage return is part of the last word/],
    [`${rule}\0x`, rule.length + 1, /a NUL byte ends the line here/],
    [` ${rule}\t`, rule.length + 2, /a tab is part of the word/],
  ];
  for (const [line, column, text] of cases) {
    const file = rulesFile(line, twin);
    const linted = await withoutKernel('lint', file);
    assert.match(linted.stdout, new RegExp(`^\\S+:1:${column}: warning: ${text.source} .*\\[not-as-seen\\]\\n`));
    assert.equal(linted.exit, 1);
    const checked = await withoutKernel('--check', file);
    assert.match(checked.stdout, new RegExp(`:1:${column}: warning: ${text.source}`));
    assert.equal(checked.exit, 0);
  }
  assert.equal((await withoutKernel('lint', rulesFile(rule, twin))).stdout, '');
});

test('-D -k KEY deletes rules in front of it from what is judged; the end of a line too long to be read at once is told', async () => {
  const kept = '-a always,exit -F arch=b64 -S reboot -k boot';
  const file = rulesFile(
    '-w /etc/b -k identity',
    '-a always,exit -F arch=b64 -S mount -k own',
    kept,
    '-D -k ident',
    '-D -k own',
  );
  const same = await withoutKernel('diff', file, rulesFile(kept));
  assert.deepEqual([same.exit, same.stdout], [0, 'equal (paths taken as plain files, without links and mounts)\n']);
  assert.equal((await withoutKernel('optimise', file)).stdout, `-D -k ident\n-D -k own\n${kept}\n`);
  assert.equal((await withoutKernel('lint', rulesFile('-D -k a b'))).exit, 3);
  const long = `-a always,exit -F arch=b64 -S reboot ${' '.repeat(6200)}-k boot`;
  assert.match((await withoutKernel('lint', rulesFile(long))).stdout, /:1:\d+: error: .*\[does-not-load\]/);
});
