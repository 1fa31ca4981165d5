/**
 * ts-audit-rules.service run by a real systemd: an instance for one user, whose folders are its own; needs root and
 * TS_AUDIT_LIVE=1. It looks for the mark of a system that systemd booted, so it gets one in a mount namespace.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { programsMissing } from '../support/run-program.js';
import { deleteAllRules, liveSkip, saveKernelState, withClient } from './kernel-state.js';

const SYSTEMD = '/lib/systemd/systemd';
const root = path.resolve(import.meta.dirname, '../..');
const skip = liveSkip() || programsMissing || (existsSync(SYSTEMD) ? false : 'no systemd');

/** Starts the manager, then runs `$1`, then ends it. */
const SCRIPT = `
mount --make-rprivate / && mkdir -p /run/systemd && mount -t tmpfs none /run/systemd && mkdir /run/systemd/system || exit 70
rm -rf "$XDG_RUNTIME_DIR"/* # the socket of the one before
${SYSTEMD} --user --log-target=null >/dev/null 2>&1 &
manager=$!
for i in $(seq 100); do [ -S "$XDG_RUNTIME_DIR/systemd/private" ] && break; sleep 0.1; done
eval "$1"
status=$?
kill $manager
wait $manager
exit $status`;

describe('the unit that loads rules at boot', { skip }, () => {
  let restore = (): void => {};
  let folder = '';
  before(() => {
    restore = saveKernelState();
    folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-'));
  });
  after(() => {
    restore();
    rmSync(folder, { recursive: true });
  });

  test('start loads rules.d, reload exchanges them, and a bad file leaves what is there', () => {
    const rules = path.join(folder, 'rules.d/10.rules');
    for (const name of ['rules.d', 'run', 'config/systemd/user'])
      mkdirSync(path.join(folder, name), { recursive: true, mode: 0o700 });
    const unit = readFileSync(path.join(root, 'fixtures/examples/ts-audit-rules.service'), 'utf8')
      .replaceAll('/usr/local/bin/', `${root}/bin/`)
      .replaceAll('/etc/audit/rules.d', path.dirname(rules))
      .replace(/^(?:After|Before|RequiresMountsFor)=.*$/gm, ''); // a user's manager has no such units
    writeFileSync(path.join(folder, 'config/systemd/user/ts-audit-rules.service'), unit);
    const watches = (...names: readonly string[]): string =>
      ['-D', ...names.map((name) => `-w /etc/${name} -p wa -k ts-audit-unit`)].join('\n');
    writeFileSync(rules, `${watches('one')}\n`);
    const run = (words: string) =>
      spawnSync('unshare', ['-m', 'sh', '-c', SCRIPT, 'sh', words], {
        encoding: 'utf8',
        env: {
          ...process.env,
          XDG_RUNTIME_DIR: `${folder}/run`,
          XDG_CONFIG_HOME: `${folder}/config`,
          HOME: folder,
        },
      });
    const ctl = (verb: string): string => `systemctl --user ${verb} ts-audit-rules`;
    const count = (): number => withClient((client) => client.listRules()).length;
    withClient(deleteAllRules);

    const started = run(`${ctl('start')} && [ "$(${ctl('is-active')})" = active ]`);
    assert.equal(started.status, 0, started.stderr);
    assert.equal(count(), 1);
    const write = (text: string): string => `printf '%s\\n' '${text}' >${rules}`;
    const reloaded = run(`${ctl('start')} && ${write(watches('one', 'two'))} && ${ctl('reload')}`);
    assert.equal(reloaded.status, 0, reloaded.stderr);
    assert.equal(count(), 2);
    const refused = run(`${ctl('start')} && ${write('-w not/absolute -p x')} && ! ${ctl('reload')}`);
    assert.equal(refused.status, 0, 'systemd is told');
    assert.equal(count(), 2);
  });
});
