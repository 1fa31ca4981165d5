/** What options find that belong together or look names up, through both whole programs. What the original finds was seen. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { main as reportMain } from '../../src/cli/aureport/main.js';
import { main as searchMain } from '../../src/cli/ausearch/main.js';
import { runMain } from '../support/run-main.js';
import { temporaryLog } from '../support/temporary-log.js';

const stamp = (serial: number): string => `msg=audit(170000000${serial}.000:${serial}):`;
const denied = temporaryLog(
  `type=AVC ${stamp(1)} avc:  denied  { read } for  pid=9 comm="man" scontext=u:r:httpd_t:s0 tcontext=u:r:systemd_t:s0 tclass=file\n`,
);

async function finds(log: string, options: string, env = {}): Promise<boolean> {
  const search = await runMain(searchMain, `-if ${log} --raw ${options}`.split(' '), { env });
  const report = await runMain(reportMain, `-if ${log} --event ${options}`.split(' '), { env });
  const found = search.stdout !== '';
  assert.equal(/^1\. /m.test(report.stdout), found, `ts-aureport ${options}`);
  return found;
}

test('labels of subject, object and either, in any order: the later one counts for its side', async () => {
  const cases: readonly (readonly [options: string, found: boolean])[] = [
    ['-se systemd -su nothere', true],
    ['-su nothere -se systemd', true],
    ['-su systemd -se nothere', false],
    ['-se systemd -o nothere', false],
    ['-o nothere -se systemd', true],
    ['-se httpd -o nothere', true],
    ['-se httpd -su nothere', false],
    ['-se nothere -su httpd', true],
    ['-se nothere -o systemd', true],
    ['-su httpd -o systemd', true],
    ['-su nothere -o systemd', false],
    ['-o systemd -su nothere', false],
  ];
  for (const [options, found] of cases) assert.equal(await finds(denied, options), found, options);
});

test('a user by name, though quotes are damaged before the names that the log has', async () => {
  const damaged = temporaryLog(
    `type=SYSCALL ${stamp(1)} arch=c000003e syscall=2 success=no exit=-13 a0=1 a1=2 a2=3 a3=4 items=0 ppid=1 pid=2 auid=0 uid=0 gid=0 euid=0 egid=0 tty=pts0 ses=9 comm="cat exe="/bin/cat" key=(null)\x1dARCH=x86_64 SYSCALL=open AUID="root" UID="root" GID="root" EUID="root"\n`,
  );
  for (const accounts of ['/nonexistent', path.resolve(import.meta.dirname, '../../fixtures/accounts')]) {
    for (const option of ['-ui', '-ue', '-ul', '-ua', '-ga'])
      assert.ok(await finds(damaged, `${option} root`, { TS_AUDIT_ACCOUNTS: accounts }), `${option} ${accounts}`);
  }
});

test('TS_AUDIT_ACCOUNTS names the users of a log without names, and finds them', async () => {
  const log = temporaryLog(
    `type=USER_LOGIN ${stamp(1)} pid=7 uid=0 auid=1717 ses=1 msg='op=login exe="/bin/login" res=success'\n`,
  );
  const accounts = path.join(path.dirname(log), 'accounts');
  mkdirSync(accounts);
  writeFileSync(path.join(accounts, 'passwd'), 'zoe:x:1717:1717::/:/bin/sh\n');
  const env = { TS_AUDIT_ACCOUNTS: accounts };
  assert.ok(await finds(log, '-ul zoe', env));
  assert.ok(await finds(log, '--where auid=zoe', env));
  for (const [main, options] of [
    [searchMain, '-i'],
    [reportMain, '-u -i'],
  ] as const) {
    const { stdout } = await runMain(main, `-if ${log} ${options}`.split(' '), { env });
    assert.match(stdout, /\bzoe\b/);
    assert.doesNotMatch(stdout, /1717/);
  }
});

test('the types of Landlock by name and number, also where the log has no name for them', async () => {
  for (const type of ['LANDLOCK_ACCESS', 'UNKNOWN[1423]']) {
    const log = temporaryLog(`type=${type} ${stamp(1)} domain=195ba459b blockers=fs.refer path="/x" dev="a" ino=3\n`);
    for (const word of ['LANDLOCK_ACCESS', '1423']) assert.ok(await finds(log, `--message ${word}`), `${type} ${word}`);
    const { stdout } = await runMain(searchMain, ['-if', log, '--json']);
    assert.equal(JSON.parse(stdout).records[0].type, 'LANDLOCK_ACCESS');
  }
});
