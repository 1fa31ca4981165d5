/** The systemd units of the examples, as systemd itself reads them; where it is not, there is nothing to be tried. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

const root = path.resolve(import.meta.dirname, '../..');
const examples = path.join(root, 'fixtures/examples');
const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-'));
after(() => rmSync(folder, { recursive: true }));

const verify = (...units: readonly string[]) =>
  spawnSync('systemd-analyze', ['verify', '--man=no', ...units.map((name) => path.join(folder, name))], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, HOME: folder },
  });
const skip = spawnSync('systemd-analyze', ['--version']).status === 0 ? false : 'no systemd-analyze';

test('systemd has nothing against the units', { skip }, () => {
  const units = readdirSync(examples).filter((name) => /\.(?:service|timer)$/.test(name));
  assert.ok(units.length >= 3);
  for (const name of units) {
    const text = readFileSync(path.join(examples, name), 'utf8');
    writeFileSync(path.join(folder, name), text.replaceAll('/usr/local/bin/', `${root}/bin/`));
  }
  const { status, stderr } = verify(...units);
  assert.equal(stderr, '');
  assert.equal(status, 0);
  // It would say so.
  writeFileSync(path.join(folder, 'wrong.service'), '[Service]\nExecStrat=/bin/true\n');
  assert.match(verify('wrong.service').stderr, /ExecStrat/);
});
