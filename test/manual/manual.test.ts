/** The manuals: clean mdoc, all options, examples that run, and the list in package.json. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { manualPages } from '../../src/build/manual.js';
import { mdoc } from '../../src/manual/mdoc.js';
import { type ManualPage, text } from '../../src/manual/page.js';
import { ruleQuestions } from '../../src/manual/pages/rule-questions.js';
import { plainText } from '../../src/manual/plain.js';
import { fixtures, goldenAccounts } from '../support/golden.js';
import { programsMissing } from '../support/run-program.js';

const root = path.resolve(import.meta.dirname, '../..');
const pages = manualPages(root);
const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-manual-'));
after(() => rmSync(folder, { recursive: true }));

const lintMissing = spawnSync('mandoc', ['-h']).error ? 'no mandoc on this machine' : false;

/** What mandoc has against a page. */
function lint(page: ManualPage): string {
  const { stdout } = spawnSync('mandoc', ['-Tlint'], { input: mdoc(page, 'November 27, 2026'), encoding: 'utf8' });
  return stdout;
}

test('package.json names every page', () => {
  const { man } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  assert.deepEqual(
    man,
    pages.map(({ name, section }) => `dist/man/${name}.${section}`),
  );
});

test('mandoc has nothing against them', { skip: lintMissing }, () => {
  for (const page of pages) assert.equal(lint(page), '', page.name);
});

test('words that mdoc would take for its own stay words', { skip: lintMissing }, () => {
  const words = `.Sh 'tis a \\back \\fBslash - "quoted" -x ${'long '.repeat(30)}.Pp 'end`;
  const page = {
    name: 'x',
    section: 7,
    about: 'a test',
    sections: [{ title: 'DESCRIPTION', blocks: [text(words)] }],
  } as const;
  assert.equal(lint(page), '');
  const shown = execFileSync('mandoc', ['-Tutf8'], { input: mdoc(page, 'November 27, 2026'), encoding: 'utf8' });
  const flat = (all: string): string => all.replaceAll(/.\x08/g, '').replaceAll(/\s+/g, ' ');
  assert.ok(flat(shown).includes(flat(words).trim()), shown);
  assert.ok(flat(plainText(page)).includes(flat(words).trim()));
});

test('each option of a program stands in its manual, with what is said of it', () => {
  for (const page of pages.slice(0, 4)) {
    const options = page.sections.find(({ title }) => title === 'OPTIONS');
    assert.ok((options?.blocks.length ?? 0) > 2, page.name);
  }
  const [search] = pages;
  const shown = plainText(search ?? assert.fail());
  for (const term of ['-ts, --start, --since, --from [DATE] [TIME]', '--where FIELD=VALUE', '--strict', '--man'])
    assert.ok(shown.includes(`       ${term}\n`), term);
  assert.match(
    shown,
    /--descendants-of PID\|EVENT\n {14}This process and all that it started.*\n.*\n {14}.*\bThe log is read twice|The\s+log\s+is\s+read\s+twice/,
  );
  for (const line of shown.split('\n')) assert.ok(line.length <= 100, line);
});

test('the examples of questions about rules print what they print', { skip: programsMissing }, () => {
  const lines = ruleQuestions.blocks.flatMap((block) => (block.kind === 'code' ? block.lines : []));
  const runs: { readonly command: string; readonly printed: string[] }[] = [];
  for (const line of lines) {
    if (line.startsWith('$ ')) runs.push({ command: line.slice(2), printed: [] });
    else runs.at(-1)?.printed.push(line);
  }
  const place = path.join(folder, 'questions');
  mkdirSync(place);
  copyFileSync(path.join(fixtures, 'logs/files.log'), path.join(place, 'audit.log'));
  for (const { command, printed } of runs) {
    const [, file] = /^cat (\S+)$/.exec(command) ?? [];
    if (file !== undefined) {
      writeFileSync(path.join(place, file), `${printed.join('\n')}\n`, { mode: 0o600 });
      continue;
    }
    const { stdout, stderr } = spawnSync('/bin/sh', ['-c', command.replace('ts-auditctl', '"$BIN"/ts-auditctl')], {
      cwd: place,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        BIN: path.join(root, 'bin'),
        TZ: 'UTC',
        LC_ALL: 'C',
        TS_AUDIT_ACCOUNTS: goldenAccounts,
      },
    });
    assert.equal(stdout.replaceAll(/ +$/gm, ''), `${printed.join('\n')}\n`, `${command}: ${stderr}`);
  }
  assert.ok(runs.length > 8);
});

test('the examples run', { skip: programsMissing }, () => {
  copyFileSync(path.join(fixtures, 'logs/files.log'), path.join(folder, 'audit.log'));
  copyFileSync(path.join(fixtures, 'rules/sample.rules'), path.join(folder, 'sample.rules'));
  writeFileSync(path.join(folder, 'empty'), '');
  const commands = pages.flatMap(({ sections }) =>
    sections
      .filter(({ title }) => title === 'EXAMPLES')
      .flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === 'code' ? block.lines : []))),
  );
  // The others read this machine's log, change its rules or start programs.
  const harmless = commands.filter((line) => /audit\.log|sample\.rules/.test(line) && !line.includes('|'));
  assert.ok(harmless.length >= 20, `${harmless.length} of ${commands.length}`);
  for (const command of harmless) {
    const { status, stderr } = spawnSync('/bin/sh', ['-c', `"$BIN"/${command}`], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, BIN: path.join(root, 'bin'), TZ: 'UTC', TS_AUDIT_ACCOUNTS: goldenAccounts },
    });
    assert.ok(status === 0 || status === 1, `${command}: ${status} ${stderr}`);
    assert.doesNotMatch(stderr, /unsupported|Unknown|Invalid|required|Error|No record|is no /, command);
  }
});
