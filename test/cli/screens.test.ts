/**
 * What people see in windows of 60, 80 and 160 columns, as golden files in `screens/`: `UPDATE_SCREENS=1` writes them anew,
 * to be looked at. Escape characters stand as `␛`.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { main as auditctl } from '../../src/cli/auditctl/main.js';
import { main as aureport } from '../../src/cli/aureport/main.js';
import { main as ausearch } from '../../src/cli/ausearch/main.js';
import { main as autrace } from '../../src/cli/autrace/main.js';
import type { Main } from '../../src/cli/io.js';
import { fixtures, goldenAccounts } from '../support/golden.js';
import { hostileLog } from '../support/hostile-log.js';
import { runMain } from '../support/run-main.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-screens-'));
after(() => rmSync(folder, { recursive: true }));
const hostile = path.join(folder, 'hostile.log');
writeFileSync(hostile, hostileLog(), 'latin1');

const screens = path.join(import.meta.dirname, 'screens');
const programs: Readonly<Record<string, Main>> = { ausearch, aureport, auditctl, autrace };

/** Golden file → command lines. `{name}` is a log of fixtures. */
const commands: Readonly<Record<string, readonly string[]>> = {
  ausearch: [
    '--help',
    '-if {files} -i -k denied -sv no --just-one --color=always',
    '-if {hostile} -i -sv no',
    '-if {files} --tree -k denied',
  ],
  aureport: [
    '--help',
    '-if {files}',
    '-if {files} -f -i',
    '-if {files} --denials -i --color=always',
    '-if {logins} -l -i',
    '-if {files} -f --summary',
    '-if {hostile} -f -i',
    '-if {hostile} -x --summary',
  ],
  auditctl: ['--help', '--check {mistakes}', 'lint {sample}'],
  autrace: ['--help', '-if {files} --summary', '-if {hostile} --files --color=always'],
};

async function screen(program: string, command: string, columns: number): Promise<string> {
  const main = programs[program] ?? assert.fail(program);
  const words = command.split(' ').map((word) => word.replace(/\{(\w+)\}/, (_, name) => logOf(name)));
  const { stdout, stderr } = await runMain(main, words, {
    env: { TS_AUDIT_ACCOUNTS: goldenAccounts, LC_ALL: 'C.UTF-8' },
    terminal: { out: true, err: true, columns },
  });
  return Buffer.from(stderr + stdout, 'latin1')
    .toString()
    .replaceAll(`${fixtures}/`, '');
}

/** As much as a low window shows. */
function top(text: string): string {
  return `${text.split('\n').slice(0, 40).join('\n').trimEnd()}\n`;
}

function logOf(name: string): string {
  if (name === 'mistakes' || name === 'sample') return path.join(fixtures, `rules/${name}.rules`);
  return name === 'hostile' ? hostile : path.join(fixtures, `logs/${name}.log`);
}

for (const [program, lines] of Object.entries(commands)) {
  test(`the screens of ${program}`, async () => {
    let text = '';
    for (const columns of [60, 80, 160])
      for (const line of lines)
        text += `=== ${columns} columns: ts-${program} ${line}\n${top(await screen(program, line, columns))}`;
    const shown = text.replaceAll('\x1b', '␛');
    const file = path.join(screens, `${program}.txt`);
    if (process.env.UPDATE_SCREENS) writeFileSync(file, shown);
    assert.equal(shown, readFileSync(file, 'utf8'));
  });
}

test('no name of a log reaches a terminal as a control, whatever the window', async () => {
  for (const columns of [1, 20, 60, 1000]) {
    for (const [program, command] of [
      ['aureport', '-if {hostile} -f -i'],
      ['aureport', '-if {hostile} -x --summary'],
      ['autrace', '-if {hostile} --files'],
      ['ausearch', '-if {hostile} -i'],
    ] as const) {
      const text = await screen(program, `${command} --color=never`, columns);
      assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f\x7f-\x9f]/, `${program} in ${columns} columns`);
      assert.match(text, /begins\.sqlite3/, 'the end of the long path survives');
    }
  }
});

test('a table is never wider than its window', async () => {
  for (const columns of [70, 80, 100, 120, 160]) {
    const text = await screen('aureport', '-if {hostile} -f -i --color=always', columns);
    for (const line of stripVTControlCharacters(text).split('\n'))
      assert.ok(stringWidth(line) <= columns, `${columns}: ${line}`);
  }
});
