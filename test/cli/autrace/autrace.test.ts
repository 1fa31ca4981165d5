import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { Out } from '../../../src/bytes/out.js';
import { main } from '../../../src/cli/autrace/main.js';
import { parseTraceOptions } from '../../../src/cli/autrace/options.js';
import { tracedPath } from '../../../src/cli/autrace/path.js';
import { checkProgram } from '../../../src/cli/autrace/program.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-autrace-'));
test.after(() => rmSync(folder, { recursive: true }));

async function run(...argv: readonly string[]): Promise<{ readonly status: number; readonly out: string }> {
  let text = '';
  const out = new Out((chunk) => {
    text += chunk.toString('latin1');
  });
  const terminal = { out: false, err: false, columns: 80 };
  const status = await main(argv, { out, err: () => {}, env: {}, stdin: 0, terminal });
  out.flush();
  return { status, out: text };
}

const SYSCALL =
  'arch=c000003e syscall=59 success=yes exit=0 a0=1 a1=2 a2=3 a3=4 items=1 ppid=1 pid=20 auid=0 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=3 comm="ls" exe="/bin/ls" key="k"';

function recording(name: string, file: string): string {
  const target = path.join(folder, name);
  const lines = [
    `type=SYSCALL msg=audit(100.001:1): ${SYSCALL}`,
    'type=EXECVE msg=audit(100.001:1): argc=1 a0="ls"',
    'type=CWD msg=audit(100.001:1): cwd="/"',
    `type=PATH msg=audit(100.001:1): item=0 name="${file}" inode=1 nametype=NORMAL`,
  ];
  writeFileSync(target, `${lines.join('\n')}\n`);
  return target;
}

test('words of ts-autrace end where the program begins', () => {
  const command = parseTraceOptions(['-r', '--no-follow', '-o', 'x.log', 'ls', '-r', '--tree']);
  assert.deepEqual(command, {
    ...{ kind: 'trace', subject: { kind: 'program', words: ['ls', '-r', '--tree'] }, calls: 'reduced', paths: [] },
    ...{ follow: false, waitForAll: false, output: 'x.log', live: false, report: undefined },
    verdict: { policy: undefined, profile: undefined, html: undefined, json: false, to: undefined, isStrict: false },
  });
  assert.deepStrictEqual(parseTraceOptions(['--completion', 'zsh']), { kind: 'completion', shell: 'zsh', rest: [] });
  const dashed = parseTraceOptions(['--', '-r']);
  assert.deepEqual(dashed.kind === 'trace' && [dashed.subject, dashed.calls], [
    { kind: 'program', words: ['-r'] },
    'all',
  ]);
});

test('-P: what is there, what may come, and what cannot', () => {
  const real = realpathSync(folder);
  symlinkSync(folder, path.join(folder, 'link'));
  assert.deepEqual(tracedPath(path.join(folder, 'link')), { path: real, isFolder: true });
  const coming = path.join(folder, 'coming');
  assert.deepEqual(tracedPath(coming), { path: coming, isFolder: false });
  assert.throws(() => tracedPath(path.join(coming, 'x')), /-P .*coming\/x: there is no folder .*coming,/);
});

test('command lines that cannot be', () => {
  const refusal = (...argv: readonly string[]): string => {
    try {
      parseTraceOptions(argv);
      return '';
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
  };
  assert.match(refusal(), /^usage: /);
  assert.match(refusal('-r'), /^usage: /);
  assert.equal(refusal('-x'), "Error - can't find: -x");
  assert.match(refusal('--tre', 'ls'), /did you mean --tree\?/);
  assert.match(refusal('-o'), /-o needs FILE/);
  assert.match(refusal('--diff', 'a'), /--diff needs A.log B.log/);
  assert.match(refusal('-if', 'a', 'ls'), /ls would not be run/);
  assert.match(refusal('--attach', '1', 'ls'), /ls would not be run/);
  assert.match(refusal('--attach', 'init'), /needs the number of a process/);
  assert.match(refusal('-r', '--all', 'ls'), /exclude each other/);
});

test('programs are looked for as execvp does, and refused with the texts of the original', () => {
  const file = path.join(folder, 'tool');
  writeFileSync(file, '');
  assert.throws(() => checkProgram('tool', undefined), { message: "Error - can't find: tool", exitStatus: 127 });
  assert.throws(() => checkProgram('', '/bin'), { message: "Error - can't find: " });
  assert.throws(() => checkProgram(file, undefined), {
    message: `Error checking ${file} (Permission denied)`,
    exitStatus: 126,
  });
  chmodSync(file, 0o755);
  checkProgram('tool', `/nowhere:${folder}`);
  checkProgram(file, undefined);
});

test('a recorded run is told in tables and as JSON', async () => {
  const log = recording('a.log', '/bin/ls');
  const { status, out } = await run('-if', log);
  assert.equal(status, 0);
  for (const text of [
    'Processes\n20 ls [1970-01-01T00:01:40.001Z, end not seen, 0 ms]',
    'execve      1',
    '/bin/ls  executed',
    'sockets: none',
  ]) {
    assert.ok(out.includes(text), text);
  }
  const told = JSON.parse((await run('--files', '--json', '-if', log)).out);
  assert.deepEqual(told, { files: [{ path: '/bin/ls', access: { executed: 1 }, pids: [20] }] });
});

test('a report goes to a file of its own, whole also behind the rows that fixed the widths', async () => {
  const log = recording('a.log', '/bin/ls');
  const target = path.join(folder, 'report');
  const { out } = await run('--json', '--report-to', target, '-if', log);
  assert.equal(out, '');
  assert.deepEqual(Object.keys(JSON.parse(readFileSync(target, 'utf8'))).length, 5);
  await assert.rejects(
    run('--report-to', '/nonexistent/x', '-if', log),
    /Error writing the report to \/nonexistent\/x/,
  );
  const many = Array.from({ length: 300 }, (_, i) => {
    const name = `/d/${i}${i === 299 ? 'x'.repeat(500) : ''}`;
    return `type=SYSCALL msg=audit(100.001:${i}): ${SYSCALL}\ntype=PATH msg=audit(100.001:${i}): item=0 name="${name}" nametype=NORMAL\n`;
  });
  const long = path.join(folder, 'long.log');
  writeFileSync(long, many.join(''));
  assert.ok((await run('--files', '-if', long)).out.includes('x'.repeat(500)));
});

test('the difference of two recorded runs, with the exit status of diff', async () => {
  const [one, other] = [recording('a.log', '/bin/ls'), recording('b.log', '/opt/ls')];
  assert.deepEqual(await run('--diff', one, one), { status: 0, out: '' });
  const { status, out } = await run('--diff', one, other);
  assert.equal(status, 1);
  assert.match(out, /file executed {2}\/opt\/ls/);
  assert.match(out, /Only in the first run[\s\S]*\/bin\/ls[\s\S]*Only in the second run[\s\S]*\/opt\/ls/);
  const json = JSON.parse((await run('--json', '--diff', one, other)).out);
  assert.deepEqual(json, {
    onlyInFirst: [{ what: 'file executed', item: '/bin/ls' }],
    onlyInSecond: [{ what: 'file executed', item: '/opt/ls' }],
  });
});

test('a file that is no recording is no run that did nothing', async () => {
  const other = path.join(folder, 'other.txt');
  writeFileSync(other, 'root:x:0:0\nbob:x:1000:1000\n');
  const policy = path.join(folder, 'any.policy');
  writeFileSync(policy, 'deny connect *\n');
  const good = recording('whole.log', '/etc/a');
  for (const argv of [
    ...[
      ['--summary', '-if', other],
      ['--policy', policy, '-if', other],
      ['--profile', 'seccomp', '-if', other],
    ],
    ...[
      ['--diff', good, other],
      ['--diff', other, good],
    ],
  ]) {
    await assert.rejects(run(...argv), { code: 'input', message: `No line of 2 in ${other} is an audit record` });
  }
  const empty = path.join(folder, 'empty.log');
  writeFileSync(empty, '');
  assert.equal((await run('--policy', policy, '-if', empty)).status, 0, 'a run that was asked for what it did not do');
});

test('help names every option', async () => {
  const { status, out } = await run('--help');
  assert.equal(status, 0);
  for (const option of ['-r', '-o, --output', '--no-follow', '--wait', '--cleanup', '--diff', '-if, --input']) {
    assert.ok(out.includes(option), option);
  }
});
